/// One machine that exists.
package protocol MachineInstance: Sendable {
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

    /// Memory that the host spends on it, in MiB, shared pages in proportion; nil if unknown.
    func residentMiB() -> Int?

    /// What its process wrote to its standard error so far, bounded.
    func processLog() -> String
}
