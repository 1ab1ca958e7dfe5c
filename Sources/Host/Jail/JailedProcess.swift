/// A program that runs in a jail.
package struct JailedProcess: Hashable, Sendable {
    /// The program itself, as the host counts processes.
    package let processID: Int32
    /// The process that waits for it, a child of ours; it ends with the program.
    package let monitorID: Int32

    package init(processID: Int32, monitorID: Int32) {
        self.processID = processID
        self.monitorID = monitorID
    }
}
