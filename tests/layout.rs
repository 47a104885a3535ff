//! Layout: lines, pages, tables.

#[cfg(test)]
mod elements;
#[cfg(test)]
mod linebreak;
#[cfg(test)]
mod links;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod parts;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod tools;
#[cfg(test)]
mod turned;
