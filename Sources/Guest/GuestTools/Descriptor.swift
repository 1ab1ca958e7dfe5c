internal import LinuxIO

/// A descriptor that can be kept in a class or a list; closed with the last reference.
final class Descriptor {
    let descriptor: OwnedDescriptor

    init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

    var number: CInt { descriptor.number }
}
