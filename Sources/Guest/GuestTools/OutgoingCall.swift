internal import Channel
internal import LinuxIO

/// A call that the agent makes for this program.
final class OutgoingCall {
    /// How a call ended.
    enum Outcome {
        case exited(ExitStatus)
        case failed(String)

        var exitCode: Int32 {
            switch self {
            case .exited(.exited(let code)): Int32(code)
            case .exited(.signalled(let number)): ExitCode.signal + Int32(number)
            case .failed: ExitCode.problem
            }
        }
    }

    private static let pipeByteCount: CInt = 512 * 1024

    private let socket: Descriptor
    /// To write what goes to the service; nil once that is over.
    private(set) var toService: Descriptor?
    /// To read what comes from the service; nil once that is over.
    private(set) var fromService: Descriptor?

    /// Asks for a call and waits until it is allowed.
    ///
    /// - Parameters:
    ///   - service: `SERVICE` or `SERVICE+ARGUMENT`.
    ///   - target: Who is called; empty is `@default`.
    ///   - socketPath: Where the agent listens.
    /// - Throws: That it is refused, or why it could not be made.
    init(_ service: String, target: String, socketPath: String) throws(CallError) {
        CurrentProcess.ignoreBrokenPipes()
        let packet: [UInt8]
        do throws(WireError) {
            // Scripts of older times write '$default'.
            let word = target.hasPrefix("$") ? "@" + target.dropFirst() : target
            packet = ToolRequest.call(try CallRequest(serviceAndArgument: service, target: word)).encode()
        } catch {
            throw CallError("this cannot be called: \(error)")
        }
        do throws(SystemError) {
            socket = Descriptor(try UnixSocket.connect(to: socketPath, .sequencedPacket))
            var forward = try OwnedDescriptor.pipe(holding: Self.pipeByteCount)
            var backward = try OwnedDescriptor.pipe(holding: Self.pipeByteCount)
            let theirs = [Descriptor(forward.takeFirst()), Descriptor(backward.takeSecond())]
            toService = Descriptor(forward.takeSecond())
            fromService = Descriptor(backward.takeFirst())
            // A number is only good while its owner lives.
            defer { withExtendedLifetime(theirs) {} }
            guard try UnixSocket.send(packet, descriptors: theirs.map(\.number), on: socket.descriptor) > 0 else {
                throw SystemError("ask", socketPath, code: ErrorCode.noProcess)
            }
        } catch {
            throw CallError("the agent of this VM cannot be asked: \(error)")
        }
        switch try reply() {
        case .opened: return
        case .refused(let reason): throw CallError(reason.sanitizedForDisplay, exitCode: ExitCode.refused)
        case .failed(let reason): throw CallError(reason.sanitizedForDisplay)
        case .exited: throw CallError("the agent of this VM answers out of order")
        }
    }

    private func reply() throws(CallError) -> ToolReply {
        do {
            guard let message = try UnixSocket.receive(limit: ToolReply.packetLimit, on: socket.descriptor),
                !message.bytes.isEmpty
            else { throw CallError("the agent of this VM has hung up") }
            return try ToolReply(packet: message.bytes)
        } catch let error as CallError {
            throw error
        } catch {
            throw CallError("the agent of this VM cannot be understood: \(error)")
        }
    }

    /// For poll(2): readable when ``outcome()`` would not wait.
    var number: CInt { socket.number }

    func endInput() { toService = nil }
    func endOutput() { fromService = nil }

    /// Waits for the service's end.
    func outcome() -> Outcome {
        do throws(CallError) {
            switch try reply() {
            case .exited(let status): return .exited(status)
            case .failed(let reason), .refused(let reason): return .failed(reason.sanitizedForDisplay)
            case .opened: return .failed("the agent of this VM answers out of order")
            }
        } catch {
            return .failed(error.text)
        }
    }
}
