package import SystemBus

/// The descriptors of a command that runs in a VM.
package struct RunStreams: Sendable {
    /// For writing; closing it is the end of the command's input.
    package let input: BusDescriptor
    /// For reading, until its end.
    package let output: BusDescriptor
    /// For reading, until its end.
    package let errors: BusDescriptor
    /// For reading: one ``RunStatus`` line when the command has ended.
    package let status: BusDescriptor
}
