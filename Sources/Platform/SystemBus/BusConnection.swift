internal import CDBus
internal import Dispatch
internal import LinuxIO

/// A connection to a D-Bus bus, as a client and as a server.
///
/// libdbus is used only on the executor of this actor, one queue per connection. Messages are decoded as they arrive;
/// a call of another process runs in a task of its own. When the bus goes away every waiting call fails with
/// ``BusError/disconnected``, every stream of signals ends, and ``waitUntilClosed()`` returns; nothing ends the process.
@safe package actor BusConnection {
    let executor = QueueExecutor(label: "bulkhead.bus")

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    // SAFETY: made in connect(), used only on `executor`, closed and released once in end() or deinit.
    private var connection: OpaquePointer?
    private var reading: (any DispatchSourceRead)?
    private var writing: (any DispatchSourceWrite)?

    /// Our name on the bus, such as `:1.42`; never used again for another connection.
    package private(set) var uniqueName = ""

    var pending: [UInt32: PendingCall] = [:]
    var nextToken: UInt64 = 0
    var subscriptions: [UInt64: Subscription] = [:]
    /// Well-known names that subscriptions follow, and the connection that owns each.
    var owners: [String: String] = [:]
    var objects: [String: ExportedObject] = [:]
    var callers: [String: Task<Result<BusCaller, BusFailure>, Never>] = [:]
    var callsInFlight: [String: Int] = [:]
    var callCount = 0
    private var isClosed = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    private init() {}

    isolated deinit { end() }

    /// Connects, authenticates as the user of this process and takes a place on the bus.
    ///
    /// - Throws: ``BusError/cannotConnect(address:reason:)``.
    package static func open(_ address: BusAddress) async throws(BusError) -> BusConnection {
        let connection = BusConnection()
        try await connection.connect(address)
        return connection
    }

    /// Ends the connection; waiting calls fail with ``BusError/disconnected``.
    package func close() { end() }

    /// Returns when the connection has ended, at once if it has already.
    package func waitUntilClosed() async {
        if isClosed { return }
        await withCheckedContinuation { continuation in waiters.append(continuation) }
    }

    private func connect(_ address: BusAddress) throws(BusError) {
        dbus_threads_init_default()
        var error = unsafe DBusError()
        unsafe dbus_error_init(&error)
        defer { unsafe dbus_error_free(&error) }
        guard !address.text.utf8.contains(0), let raw = unsafe dbus_connection_open_private(address.text, &error) else {
            throw .cannotConnect(address: address.text, reason: unsafe Self.reason(error))
        }
        unsafe dbus_connection_set_exit_on_disconnect(raw, 0)
        guard unsafe dbus_bus_register(raw, &error) != 0, let name = unsafe dbus_bus_get_unique_name(raw) else {
            let reason = unsafe Self.reason(error)
            unsafe dbus_connection_close(raw)
            unsafe dbus_connection_unref(raw)
            throw .cannotConnect(address: address.text, reason: reason)
        }
        uniqueName = unsafe String(cString: name)
        unsafe connection = raw
        guard let watched = duplicateSocket() else {
            end()
            throw .exhausted
        }
        let source = DispatchSource.makeReadSource(fileDescriptor: watched.number, queue: executor.queue)
        source.setEventHandler { @Sendable [weak self] in self?.assumeIsolated { $0.pump() } }
        source.setCancelHandler { @Sendable in _ = watched.owner.take() }
        reading = source
        source.resume()
        pump()
    }

    private static func reason(_ error: DBusError) -> String {
        guard let message = unsafe error.message else { return "not a D-Bus address" }
        return unsafe String(cString: message)
    }

    /// A descriptor of the socket for a dispatch source, which may hold it a little longer than libdbus does.
    private func duplicateSocket() -> (owner: BusDescriptor, number: CInt)? {
        var raw: CInt = -1
        guard let connection = unsafe connection, unsafe dbus_connection_get_unix_fd(connection, &raw) != 0,
            let copy = BusDescriptor(duplicating: raw), let number = copy.withRaw({ $0 })
        else { return nil }
        return (copy, number)
    }

    // MARK: Messages out and in

    /// Queues a message and writes what the socket takes.
    ///
    /// - Returns: The serial number by which a reply will name the message.
    @discardableResult
    func send(_ message: BusMessage) throws(BusError) -> UInt32 {
        guard let connection = unsafe connection, unsafe dbus_connection_get_is_connected(connection) != 0 else {
            throw .disconnected
        }
        guard unsafe dbus_connection_get_outgoing_size(connection) < Self.outgoingLimit else {
            throw .tooLarge(what: "unsent bytes", limit: Self.outgoingLimit)
        }
        let raw = try unsafe MessageEncoder.make(message)
        defer { unsafe dbus_message_unref(raw) }
        var serial: UInt32 = 0
        guard unsafe dbus_connection_send(connection, raw, &serial) != 0 else { throw .exhausted }
        // Writing may have read as well, and nothing but this would look at what came in: the socket is quiet now.
        // In a job of its own, because the caller has not yet noted the serial number.
        executor.queue.async { @Sendable [weak self] in self?.assumeIsolated { $0.pump() } }
        return serial
    }

    /// Bytes that may wait for a bus that does not read.
    private static let outgoingLimit = 32 << 20

    /// Moves bytes both ways until the socket has no more, and handles every complete message.
    private func pump() {
        guard let connection = unsafe connection else { return }
        // A bounded number of rounds: a sender that never stops must not hold the queue from everybody else.
        for _ in 0..<256 {
            unsafe dbus_connection_read_write(connection, 0)
            while let raw = unsafe dbus_connection_pop_message(connection) {
                let message = unsafe MessageDecoder.decode(raw)
                unsafe dbus_message_unref(raw)
                if let message { handle(message) }
            }
            guard unsafe self.connection != nil else { return }
            guard unsafe dbus_connection_get_is_connected(connection) != 0 else { return end() }
            guard unsafe isReady(connection) else { break }
        }
        watchForWriting(unsafe dbus_connection_has_messages_to_send(connection) != 0)
    }

    /// Whether the socket has bytes for us, or room for bytes that we have.
    private func isReady(_ connection: OpaquePointer) -> Bool {
        var raw: CInt = -1
        guard unsafe dbus_connection_get_unix_fd(connection, &raw) != 0 else { return false }
        let wantsWriting = unsafe dbus_connection_has_messages_to_send(connection) != 0
        var poller = Poller()
        _ = poller.add(raw, wantsWriting ? [.readable, .writable] : .readable)
        return poller.wait(milliseconds: 0) > 0
    }

    private func watchForWriting(_ isWanted: Bool) {
        if !isWanted {
            writing?.cancel()
            writing = nil
        } else if writing == nil, let watched = duplicateSocket() {
            let source = DispatchSource.makeWriteSource(fileDescriptor: watched.number, queue: executor.queue)
            source.setEventHandler { @Sendable [weak self] in self?.assumeIsolated { $0.pump() } }
            source.setCancelHandler { @Sendable in _ = watched.owner.take() }
            writing = source
            source.resume()
        }
    }

    private func handle(_ message: BusMessage) {
        switch message.kind {
        case .call: accept(message)
        case .reply, .error: finish(message)
        case .signal: deliver(message)
        }
    }

    private func end() {
        guard !isClosed else { return }
        isClosed = true
        reading?.cancel()
        reading = nil
        watchForWriting(false)
        if let raw = unsafe connection {
            unsafe connection = nil
            unsafe dbus_connection_close(raw)
            unsafe dbus_connection_unref(raw)
        }
        let calls = pending
        pending = [:]
        for call in calls.values { call.finish(.failure(.disconnected)) }
        let streams = subscriptions
        subscriptions = [:]
        for stream in streams.values { stream.continuation.finish() }
        for waiter in waiters { waiter.resume() }
        waiters = []
        // Exported objects usually hold this connection.
        objects = [:]
        callers = [:]
    }
}
