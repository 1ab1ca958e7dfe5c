internal import Hypervisor
internal import LinuxEvents
internal import LinuxIO
internal import QMP
internal import Synchronization

/// A monitor's socket with a session on it; nothing here waits on a thread of Swift's pool.
final class QMPConnection: Sendable {
    typealias Answer = Result<JSONValue, HypervisorError>

    private struct Waiter {
        let command: String
        let continuation: CheckedContinuation<Answer, Never>
    }

    private struct State: ~Copyable {
        var session = QMPSession()
        var socket: OwnedDescriptor?
        var unsent: [UInt8] = []
        var waiters: [UInt64: Waiter] = [:]
        /// Why there is no connection any more.
        var failure: HypervisorError?
    }

    /// Commands that the monitor does not take off the socket, in bytes.
    private static let maximumUnsent = 256 << 10
    private static let readBytes = 64 << 10

    private let queue: WorkQueue
    private let state: Mutex<State>
    private let watch = Mutex<DescriptorWatch?>(nil)
    private let onEvent: @Sendable (QMPEvent) -> Void
    /// What the monitor said that means nothing.
    private let onOddity: @Sendable (QMPError) -> Void

    /// Takes a connected socket; the handlers are called on `queue`.
    init(
        _ socket: consuming OwnedDescriptor, queue: WorkQueue, onEvent: @escaping @Sendable (QMPEvent) -> Void,
        onOddity: @escaping @Sendable (QMPError) -> Void
    ) throws(SystemError) {
        try socket.setNonblocking()
        let watched = try socket.duplicate()
        self.queue = queue
        self.onEvent = onEvent
        self.onOddity = onOddity
        state = Mutex(State(socket: consume socket))
        let watch = queue.watch(watched) { [weak self] in self?.readAvailable() }
        self.watch.withLock { $0 = watch }
    }

    deinit { close(.gone) }

    /// Asks for a command and waits for its answer; before the handshake is over it waits for that as well.
    func execute(
        _ command: String, _ arguments: [String: JSONValue] = [:], descriptor: CInt? = nil, seconds: Int
    ) async throws(HypervisorError) -> JSONValue {
        let answer: Answer = await withCheckedContinuation { continuation in
            let id = ask(command, arguments, descriptor, continuation)
            guard let id else { return }
            queue.after(milliseconds: seconds * 1_000) { [weak self] in
                self?.answer(id, .failure(.noAnswer(to: command)), forget: true)
            }
        }
        return try answer.get()
    }

    /// Sends a command and notes who waits; nil if the answer is known already.
    private func ask(
        _ command: String, _ arguments: [String: JSONValue], _ descriptor: CInt?,
        _ continuation: CheckedContinuation<Answer, Never>
    ) -> UInt64? {
        let result: Result<UInt64, HypervisorError> = state.withLock { state in
            if let failure = state.failure { return .failure(failure) }
            // A descriptor goes with the bytes of its own command: nothing may wait before them.
            if descriptor != nil, !state.session.isReady || !state.unsent.isEmpty {
                return .failure(.noAnswer(to: command))
            }
            do {
                let (id, bytes) = try state.session.command(command, arguments)
                if let descriptor {
                    guard Self.send(bytes, descriptor, state) else {
                        state.session.forget(id)
                        return .failure(.noAnswer(to: command))
                    }
                } else {
                    Self.send(bytes, &state)
                }
                state.waiters[id] = Waiter(command: command, continuation: continuation)
                return .success(id)
            } catch {
                return .failure(.refused(command: command, reason: "\(error)"))
            }
        }
        switch result {
        case .success(let id): return id
        case .failure(let failure):
            continuation.resume(returning: .failure(failure))
            return nil
        }
    }

    private func answer(_ id: UInt64, _ answer: Answer, forget: Bool = false) {
        let waiter = state.withLock { state in
            if forget { state.session.forget(id) }
            return state.waiters.removeValue(forKey: id)
        }
        waiter?.continuation.resume(returning: answer)
    }

    /// Handles all that the monitor has sent; on the queue only.
    func readAvailable() {
        while true {
            let outputs: [QMPOutput]? = state.withLock { state in
                guard state.socket != nil else { return nil }
                guard let bytes = Self.read(&state) else { return nil }
                let outputs = state.session.receive(bytes)
                for case .send(let bytes) in outputs { Self.send(bytes, &state) }
                return outputs
            }
            guard let outputs else { break }
            for output in outputs { handle(output) }
        }
        let failure = state.withLock { $0.failure }
        if let failure { close(failure) }
    }

    /// The next bytes; nil when there are none for now or for good.
    private static func read(_ state: inout State) -> [UInt8]? {
        do {
            guard let bytes = try state.socket?.read(limit: readBytes) else { return nil }
            if !bytes.isEmpty { return bytes }
            state.failure = state.failure ?? .gone
        } catch {
            state.failure = state.failure ?? .gone
        }
        return nil
    }

    /// Writes what the socket takes; the rest goes out with the next command.
    private static func send(_ bytes: [UInt8], _ state: inout State) {
        state.unsent += bytes
        while !state.unsent.isEmpty {
            // A failed write is followed by the end of the stream, which is where it is handled.
            guard let count = try? state.socket?.write(state.unsent[...]), count > 0 else { break }
            state.unsent.removeFirst(count)
        }
        if state.unsent.count > maximumUnsent { state.failure = .noAnswer(to: "all commands") }
    }

    /// Writes a command with a descriptor, whole or not at all.
    private static func send(_ bytes: [UInt8], _ descriptor: CInt, _ state: borrowing State) -> Bool {
        switch state.socket {
        case .none: false
        case .some(let socket): (try? UnixSocket.send(bytes, descriptors: [descriptor], on: socket)) == bytes.count
        }
    }

    private func handle(_ output: QMPOutput) {
        switch output {
        case .send, .ready: break
        case .returned(let id, let value): answer(id, .success(value))
        case .failed(let id, let failure):
            let command = state.withLock { $0.waiters[id]?.command } ?? ""
            answer(id, .failure(.refused(command: command, reason: failure.description)))
        case .event(let event): onEvent(event)
        case .unexpected(let error): onOddity(error)
        case .ended(let error):
            onOddity(error)
            close(.host("the conversation with QEMU has ended: \(error)"))
        }
    }

    /// Ends the connection: whoever waits, or asks later, gets `failure`.
    func close(_ failure: HypervisorError) {
        let waiters = state.withLock { state in
            if state.failure == nil { state.failure = failure }
            state.socket = nil
            defer { state.waiters = [:] }
            return state.waiters
        }
        watch.withLock { watch in
            watch?.cancel()
            watch = nil
        }
        for waiter in waiters.values { waiter.continuation.resume(returning: .failure(failure)) }
    }
}
