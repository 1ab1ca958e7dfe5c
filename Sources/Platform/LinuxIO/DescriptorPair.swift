/// Two descriptors that came together: the ends of a pipe (first reads, second writes) or of a socket pair.
///
/// Each end can be taken once; what nobody takes is closed with the pair.
package struct DescriptorPair: ~Copyable, Sendable {
    private var first: OwnedDescriptor?
    private var second: OwnedDescriptor?

    package init(_ first: consuming OwnedDescriptor, _ second: consuming OwnedDescriptor) {
        self.first = consume first
        self.second = consume second
    }

    package mutating func takeFirst() -> OwnedDescriptor {
        guard let end = first.take() else { preconditionFailure("the first end was taken before") }
        return end
    }

    package mutating func takeSecond() -> OwnedDescriptor {
        guard let end = second.take() else { preconditionFailure("the second end was taken before") }
        return end
    }
}
