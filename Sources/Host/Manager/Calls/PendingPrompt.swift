import Flows
import Machines

/// A prompt that waits for its answer, and who waits for it.
struct PendingPrompt: Sendable {
    /// What is to be done with the answer.
    enum Purpose: Sendable {
        case call(CallKey)
        /// A paste of what the clipboard held then.
        case paste(CheckedContinuation<CallVerdict, Never>)
    }

    let prompt: Prompt
    let verdict: CallVerdict
    let purpose: Purpose
    let source: MachineName
    let beganAtMilliseconds: UInt64
}
