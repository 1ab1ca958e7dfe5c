package import Machines

/// One machine that exists.
package protocol MachineInstance: Sendable {
    /// Changes only with ``move(to:runDirectory:)``.
    var record: InstanceRecord { get }

    /// What happens to it, from now to its end; one reader.
    var events: AsyncStream<InstanceEvent> { get }

    func state() async throws(HypervisorError) -> InstanceState

    /// Lets the virtual processors run.
    func resume() async throws(HypervisorError)

    func pause() async throws(HypervisorError)

    /// Presses the power button (ACPI); the guest may take its time or ignore it.
    func pressPowerButton() async throws(HypervisorError)

    /// Ends the machine at once; returns when its process is gone.
    func kill() async

    /// Puts a disk into the empty drive of the same serial; before the guest uses the drive.
    func insert(_ disk: DiskSpecification) async throws(HypervisorError)

    /// Plugs a network interface in.
    ///
    /// - Parameters:
    ///   - network: What it is.
    ///   - tap: A descriptor of its tap, borrowed.
    /// - Throws: Why it is not there.
    func plug(_ network: NetworkSpecification, tap: CInt) async throws(HypervisorError)

    /// Ends a machine that was made with ``MachineSpecification/isTemplate``, and keeps its state for clones.
    ///
    /// - Throws: Why there is no snapshot; the machine has ended all the same.
    func freeze() async throws(HypervisorError) -> any GoldenSnapshot

    /// Gives the machine another name, and its sockets a place in another existing directory.
    func move(to name: MachineName, runDirectory: String) throws(HypervisorError)

    /// What the host spends on it; nil if unknown.
    func memoryUse() -> MemoryUse?

    /// What its process wrote to its standard error so far, bounded.
    func processLog() -> String
}
