package import Hypervisor
internal import LinuxEvents
internal import LinuxIO
package import Machines
internal import QMP
internal import Synchronization

/// One machine that QEMU runs.
package final class QEMUInstance: MachineInstance {
    private struct Life {
        var hasEnded = false
        /// Who waits for the end.
        var waiters: [CheckedContinuation<Void, Never>] = []
        /// What QEMU said that means nothing; part of the log.
        var oddities: [String] = []
    }

    /// Events that nobody has read yet; older ones are dropped, the last one never is.
    private static let maximumBufferedEvents = 64
    private static let maximumOddities = 32

    package var record: InstanceRecord { currentRecord.withLock { $0 } }
    package let events: AsyncStream<InstanceEvent>
    /// What its snapshot is made of; nil for a machine that is no template.
    let template: TemplateParts?
    private let currentRecord: Mutex<InstanceRecord>
    private let process: ProcessHandle
    private let output: ProcessOutput?
    private let queue: WorkQueue
    private let answerSeconds: Int
    private let continuation: AsyncStream<InstanceEvent>.Continuation
    private let life = Mutex(Life())
    private let connection = Mutex<QMPConnection?>(nil)
    private let endWatch = Mutex<DescriptorWatch?>(nil)

    /// Watches a running process and talks to it by its control socket.
    init(
        _ record: InstanceRecord, process: consuming ProcessHandle, output: consuming ProcessOutput?, queue: WorkQueue,
        answerSeconds: Int, template: TemplateParts? = nil
    ) throws(SystemError) {
        currentRecord = Mutex(record)
        self.template = template
        self.process = process
        self.output = output
        self.queue = queue
        self.answerSeconds = answerSeconds
        (events, continuation) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingNewest(Self.maximumBufferedEvents))

        let socket = try UnixSocket.connect(to: record.controlSocket, .stream)
        let connection = try QMPConnection(
            socket, queue: queue, onEvent: { [weak self] in self?.take($0) },
            onOddity: { [weak self] in self?.note($0) })
        self.connection.withLock { $0 = connection }
        let watch = queue.watch(try self.process.duplicateDescriptor()) { [weak self] in self?.processEnded() }
        endWatch.withLock { $0 = watch }
    }

    package func state() async throws(HypervisorError) -> InstanceState {
        let answer = try await execute("query-status")
        guard let status = answer["status"]?.string else {
            throw .refused(command: "query-status", reason: "no status in the answer")
        }
        return MachineEvents.state(status)
    }

    package func resume() async throws(HypervisorError) { _ = try await execute("cont") }

    package func pause() async throws(HypervisorError) { _ = try await execute("stop") }

    package func pressPowerButton() async throws(HypervisorError) { _ = try await execute("system_powerdown") }

    package func kill() async {
        process.send(.kill)
        await withCheckedContinuation { continuation in
            let hasEnded = life.withLock { life in
                if !life.hasEnded { life.waiters.append(continuation) }
                return life.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    package func memoryUse() -> MemoryUse? {
        ProcessHandle.memoryKiB(of: record.processID).map { memory in
            MemoryUse(
                proportionalMiB: memory.proportional >> 10, privateMiB: memory.privateDirty >> 10,
                sharedMiB: memory.shared >> 10)
        }
    }

    package func move(to name: MachineName, runDirectory: String) throws(HypervisorError) {
        try currentRecord.withLock { (record) throws(HypervisorError) in
            record = try SocketFile.move(record, to: name, runDirectory)
        }
    }

    package func processLog() -> String {
        let written = output?.text() ?? ""
        let oddities = life.withLock { $0.oddities }
        return ((written.isEmpty ? [] : [written]) + oddities).joined(separator: "\n")
    }

    /// Asks QEMU; a descriptor that goes with the command is borrowed.
    @discardableResult
    func execute(
        _ command: String, _ arguments: [String: JSONValue] = [:], descriptor: CInt? = nil
    ) async throws(HypervisorError) -> JSONValue {
        guard let connection = connection.withLock({ $0 }) else { throw .gone }
        return try await connection.execute(command, arguments, descriptor: descriptor, seconds: answerSeconds)
    }

    private func take(_ event: QMPEvent) {
        for event in MachineEvents.translate(event) { continuation.yield(event) }
    }

    private func note(_ error: QMPError) {
        life.withLock { life in
            guard life.oddities.count < Self.maximumOddities else { return }
            life.oddities.append("bulkhead: QEMU's monitor: \(error)")
        }
    }

    /// Takes QEMU's last words, removes what was made for the machine, and tells; on the queue.
    private func processEnded() {
        guard let watch = endWatch.withLock({ $0.take() }) else { return }
        watch.cancel()
        let connection = connection.withLock { $0.take() }
        connection?.readAvailable()
        connection?.close(.gone)
        MachineRemains.remove(record)
        continuation.yield(.ended(lastWords: processLog()))
        continuation.finish()
        let waiters = life.withLock { life in
            life.hasEnded = true
            defer { life.waiters = [] }
            return life.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
