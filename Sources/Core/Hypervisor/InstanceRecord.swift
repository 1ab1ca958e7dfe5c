package import Machines

/// What a later manager needs to find a machine that an earlier one started.
package struct InstanceRecord: Hashable, Sendable {
    package let name: MachineName
    /// The machine's process, and when it started (proc(5), stat field 22), so that no other is mistaken for it.
    package let processID: Int32
    package let processStartTicks: UInt64
    /// The process that keeps the sandbox; ends with the machine.
    package let monitorID: Int32
    package let userID: UInt32
    /// Unix stream sockets: control of the hypervisor, the guest's channel, the guest's console.
    package let controlSocket: String
    package let channelSocket: String
    package let consoleSocket: String
    /// Control group directories that were made for the machine.
    package let controlGroups: [String]

    package init(
        name: MachineName, processID: Int32, processStartTicks: UInt64, monitorID: Int32, userID: UInt32,
        controlSocket: String, channelSocket: String, consoleSocket: String, controlGroups: [String]
    ) {
        self.name = name
        self.processID = processID
        self.processStartTicks = processStartTicks
        self.monitorID = monitorID
        self.userID = userID
        self.controlSocket = controlSocket
        self.channelSocket = channelSocket
        self.consoleSocket = consoleSocket
        self.controlGroups = controlGroups
    }
}
