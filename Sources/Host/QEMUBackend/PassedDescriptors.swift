internal import LinuxIO

/// Descriptors on their way to a machine's process: they get their numbers there, and are closed here in the end.
final class PassedDescriptors {
    private(set) var passing: [ChildProcess.Passing] = []
    private var next = MachineDescriptors.first

    /// Takes a descriptor and gives its number in the new process.
    func add(_ descriptor: consuming OwnedDescriptor) -> CInt {
        defer { next += 1 }
        passing.append(ChildProcess.Passing(descriptor.release(), as: next))
        return next
    }

    /// Takes a descriptor that becomes standard output and error.
    func addOutput(_ descriptor: borrowing OwnedDescriptor) throws(SystemError) {
        for target: CInt in [1, 2] {
            passing.append(ChildProcess.Passing(try descriptor.duplicate().release(), as: target))
        }
    }

    /// The numbers above those of standard input, output and error.
    var kept: [CInt] { passing.map(\.target).filter { $0 > 2 } }

    deinit { for item in passing { _ = OwnedDescriptor(adopting: item.source) } }
}
