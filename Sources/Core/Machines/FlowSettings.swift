/// How calls, prompts and the clipboard are limited.
package struct FlowSettings: Hashable, Sendable {
    package static let promptLimitsSeconds = 5...3_600
    package static let promptsPerMachineLimits = 1...32
    package static let callsPerSecondLimits = 1...10_000
    package static let callBurstLimits = 1...100_000
    package static let clipboardLimitsBytes = 256...1_048_576
    package static let clipboardLimitsSeconds = 5...3_600

    /// How long a prompt waits for its answer; then the call is denied.
    package var promptSeconds: Int
    /// How many prompts of one VM may wait at one time; further calls are denied.
    package var promptsPerMachine: Int
    /// How many calls a VM may make in the long run, and of one service each; further calls are denied.
    package var callsPerSecond: Int
    /// How many calls a VM may make at once.
    package var callBurst: Int
    /// How much text the clipboard takes.
    package var clipboardBytes: Int
    /// How long the clipboard keeps what was copied.
    package var clipboardSeconds: Int

    package init(
        promptSeconds: Int = 60, promptsPerMachine: Int = 4, callsPerSecond: Int = 200, callBurst: Int = 400,
        clipboardBytes: Int = 64_000, clipboardSeconds: Int = 60
    ) {
        self.promptSeconds = promptSeconds
        self.promptsPerMachine = promptsPerMachine
        self.callsPerSecond = callsPerSecond
        self.callBurst = callBurst
        self.clipboardBytes = clipboardBytes
        self.clipboardSeconds = clipboardSeconds
    }
}
