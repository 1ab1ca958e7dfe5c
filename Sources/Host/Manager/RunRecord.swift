import FoundationEssentials
import Hypervisor
import LinuxIO
import Machines

/// What a later manager needs to take a running machine over, in `RUN/vms/NAME/state.json`.
struct RunRecord: Codable, Sendable {
    var processID: Int32
    var processStartTicks: UInt64
    var monitorID: Int32
    var userID: UInt32
    var controlSocket: String
    var channelSocket: String
    var consoleSocket: String
    var controlGroups: [String]
    var brokerProcessID: Int32?
    var brokerStartTicks: UInt64?
    var brokerMonitorID: Int32?
    var templateVersion: String
    var definitionDigest: String
    var startedAtMilliseconds: UInt64
    var startDurationMilliseconds: UInt32
    var restarts: UInt32
    var endTimesMilliseconds: [UInt64]

    init(_ instance: InstanceRecord, templateVersion: String, definitionDigest: String) {
        processID = instance.processID
        processStartTicks = instance.processStartTicks
        monitorID = instance.monitorID
        userID = instance.userID
        controlSocket = instance.controlSocket
        channelSocket = instance.channelSocket
        consoleSocket = instance.consoleSocket
        controlGroups = instance.controlGroups
        self.templateVersion = templateVersion
        self.definitionDigest = definitionDigest
        startedAtMilliseconds = 0
        startDurationMilliseconds = 0
        restarts = 0
        endTimesMilliseconds = []
    }

    func instance(_ name: MachineName) -> InstanceRecord {
        InstanceRecord(
            name: name, processID: processID, processStartTicks: processStartTicks, monitorID: monitorID,
            userID: userID, controlSocket: controlSocket, channelSocket: channelSocket, consoleSocket: consoleSocket,
            controlGroups: controlGroups)
    }

    static func path(in runDirectory: String) -> String { runDirectory + "/state.json" }

    /// The record of a machine's run directory, nil if there is none or it cannot be read.
    static func read(in runDirectory: String) -> RunRecord? {
        guard let bytes = try? FileSystem.read(path(in: runDirectory), limit: 1 << 20) else { return nil }
        return try? JSONDecoder().decode(RunRecord.self, from: Data(bytes))
    }

    func write(in runDirectory: String) throws(SystemError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        guard let data = try? encoder.encode(self) else {
            throw SystemError("encode", Self.path(in: runDirectory), code: ErrorCode.invalid)
        }
        // A run directory is gone with the host's power, and so is what it tells of.
        try FileSystem.writeAtomically(Self.path(in: runDirectory), Array(data), isDurable: false)
    }
}
