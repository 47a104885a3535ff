//! One walk over the references that an object holds, for all that copy objects from one file to another.

use lopdf::Object;

/// Calls `visit` with each reference in an object, at any depth, in their order. What a visitor puts in place of a
/// reference is not looked into.
pub fn each_reference(object: &mut Object, visit: &mut dyn FnMut(&mut Object)) {
    match object {
        Object::Reference(_) => visit(object),
        Object::Array(items) => items.iter_mut().for_each(|item| each_reference(item, visit)),
        Object::Dictionary(entries) => entries.iter_mut().for_each(|(_, value)| each_reference(value, visit)),
        Object::Stream(stream) => stream
            .dict
            .iter_mut()
            .for_each(|(_, value)| each_reference(value, visit)),
        Object::Null
        | Object::Boolean(_)
        | Object::Integer(_)
        | Object::Real(_)
        | Object::Name(_)
        | Object::String(..) => {}
    }
}
