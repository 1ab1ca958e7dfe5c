import JSONText
import LinuxEvents

/// Somebody who shows prompts to a person: gets one JSON text per packet, and is gone when its socket is closed.
struct PromptHolder: Sendable {
    let userID: UInt32
    let socket: PacketSocket

    /// Sends a message; false when the holder has gone or does not read.
    func send(_ message: [String: JSONValue]) -> Bool {
        socket.send(Array((JSONValue.object(message).line + "\n").utf8))
    }
}
