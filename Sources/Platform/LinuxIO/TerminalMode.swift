internal import CLinux
internal import Glibc

/// A terminal in raw mode, put back when the owner goes.
package struct TerminalMode: ~Copyable {
    private let descriptor: CInt
    private let saved: [UInt8]

    /// Puts the terminal on `descriptor` into raw mode.
    package init(raw descriptor: CInt) throws(SystemError) {
        var saved = [UInt8](repeating: 0, count: bulkhead_termios_size())
        guard unsafe bulkhead_terminal_raw(descriptor, &saved) == 0 else { throw .last("set the terminal to raw mode") }
        self.descriptor = descriptor
        self.saved = saved
    }

    deinit { _ = unsafe bulkhead_terminal_restore(descriptor, saved) }

    /// Rows and columns of the terminal on `descriptor`; nil if it is none.
    package static func size(_ descriptor: CInt) -> (rows: Int, columns: Int)? {
        var rows: UInt16 = 0
        var columns: UInt16 = 0
        guard unsafe bulkhead_terminal_size(descriptor, &rows, &columns) == 0, columns > 0 else { return nil }
        return (Int(rows), Int(columns))
    }

    /// Makes the terminal on `descriptor` the controlling one of this session.
    package static func makeControlling(_ descriptor: CInt) throws(SystemError) {
        guard bulkhead_set_controlling_terminal(descriptor) == 0 else { throw .last("take the controlling terminal") }
    }
}
