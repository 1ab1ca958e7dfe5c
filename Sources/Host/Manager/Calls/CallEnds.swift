import LinuxIO

/// The descriptors of one call: a socket for the data both ways, and a pipe for how the service ended.
struct CallEnds: Sendable {
    let callers: SharedDescriptor
    let callees: SharedDescriptor
    /// The manager's own hold on the caller's end.
    let kept: SharedDescriptor
    let callersStatus: SharedDescriptor
    let calleesStatus: SharedDescriptor

    init() throws(SystemError) {
        var data = try UnixSocket.pair(.stream)
        var status = try OwnedDescriptor.pipe()
        callers = SharedDescriptor(data.takeFirst())
        callees = SharedDescriptor(data.takeSecond())
        kept = SharedDescriptor(try callers.descriptor.duplicate())
        callersStatus = SharedDescriptor(status.takeFirst())
        calleesStatus = SharedDescriptor(status.takeSecond())
    }
}
