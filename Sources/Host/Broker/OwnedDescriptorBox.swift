internal import LinuxIO

/// A descriptor that can be kept in a collection; closed with the last reference.
final class OwnedDescriptorBox {
    let descriptor: OwnedDescriptor

    init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

    var number: CInt { descriptor.number }
}
