import ArgumentParser
import LinuxIO

/// A verb that must put a terminal back, or tell another side, when a signal ends it.
protocol InteractiveCommand: AsyncParsableCommand {}

/// What verbs with a terminal have in common.
enum Interaction {
    /// The signals that such a verb takes from a descriptor.
    static let signals: [ProcessSignal] = [.hangUp, .interrupt, .terminate, .windowChange]
}

extension SignalDescriptor {
    /// The next signal that should end the program, nil if none has arrived.
    ///
    /// A change of the window's size is none: views ask for the size whenever they draw, and a console has none.
    borrowing func nextEnding() -> ProcessSignal? {
        while let signal = next() {
            if signal != .windowChange { return signal }
        }
        return nil
    }
}
