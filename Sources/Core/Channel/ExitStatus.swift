/// How a command in a guest ended.
package enum ExitStatus: Hashable, Sendable {
    case exited(code: UInt8)
    case signalled(number: UInt8)
}

extension ExitStatus {
    func encode(to writer: inout ByteWriter) {
        switch self {
        case .exited(let code):
            writer.byte(0)
            writer.byte(code)
        case .signalled(let number):
            writer.byte(1)
            writer.byte(number)
        }
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let kind = try reader.byte("exit status")
        let value = try reader.byte("exit status")
        switch kind {
        case 0: self = .exited(code: value)
        case 1: self = .signalled(number: value)
        default: throw .unknownValue(field: "exit status", value: UInt64(kind))
        }
    }
}
