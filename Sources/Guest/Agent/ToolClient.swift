internal import Channel
internal import LinuxIO

/// A program of the guest that makes a call, as its agent sees it.
final class ToolClient {
    let id: UInt32
    let socket: DescriptorBox
    /// The call, once the program has said which.
    private(set) var call: StreamID?
    /// What goes to the service; nil before the call and after its end.
    private(set) var input: DescriptorBox?
    private(set) var inputIsPipe = false
    /// Whether the call was allowed.
    var isOpen = false
    private var output: DescriptorBox?
    private var forOutput = ByteQueue()
    private var outputHasEnded = false
    var status: ExitStatus?

    init(id: UInt32, socket: DescriptorBox) {
        self.id = id
        self.socket = socket
    }

    func begin(_ call: StreamID, input: DescriptorBox, output: DescriptorBox) {
        self.call = call
        self.input = input
        self.output = output
        inputIsPipe = input.descriptor.isPipe()
    }

    func endInput() { input = nil }

    // MARK: Output

    /// To wait for room, and for the reader's end.
    var outputNumber: CInt? { output?.number }
    var wantsToWrite: Bool { !forOutput.isEmpty }
    var outputIsOpen: Bool { output != nil }

    /// Whether the service has ended and all that it sent has been delivered.
    var isFinished: Bool { status != nil && outputHasEnded && forOutput.isEmpty }

    /// Takes bytes for the program.
    ///
    /// - Returns: How many bytes left memory.
    func take(_ bytes: [UInt8]) -> Int {
        guard let output else { return bytes.count }
        let before = forOutput.count
        return settle(
            forOutput.pass(bytes, step: GuestPort.readStep) { try? output.descriptor.write($0) }, before + bytes.count)
    }

    func endOutput() {
        outputHasEnded = true
        if forOutput.isEmpty { output = nil }
    }

    /// Writes what the program takes.
    ///
    /// - Returns: How many bytes left memory; all of them when it reads no more.
    func flush() -> Int {
        guard let output else { return 0 }
        let before = forOutput.count
        return settle(forOutput.drain(step: GuestPort.readStep) { try? output.descriptor.write($0) }, before)
    }

    private func settle(_ written: Int?, _ all: Int) -> Int {
        if written == nil || outputHasEnded && forOutput.isEmpty { output = nil }
        return written ?? all
    }

    /// Drops what waits for a program that reads no more, and returns how many bytes that was.
    func abandonOutput() -> Int {
        let count = forOutput.count
        forOutput.removeAll()
        output = nil
        return count
    }

    /// Tells the program; one that does not listen will see the end of the socket.
    func reply(_ reply: ToolReply) { _ = try? UnixSocket.send(reply.encode(), on: socket.descriptor) }
}
