//! `gongwen init`: a small working project to start from.
