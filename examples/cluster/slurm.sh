#!/bin/bash
# A province on eight tasks: a Slurm array. `sbatch slurm.sh PROJECT`; single shards again: `sbatch --array=3,7 slurm.sh
# PROJECT`, since a task keeps its share under its own number. Afterwards `gongwen merge PROJECT/output` joins the shards,
# or says which of them must be run again (shard 4/8 is task 3).
#SBATCH --job-name=gongwen
#SBATCH --array=0-7
#SBATCH --cpus-per-task=2
#SBATCH --mem=1G
set -eu
project=${1:?project folder}
exec gongwen build "$project" --shard auto/8 -j "$SLURM_CPUS_PER_TASK"
