import Definitions
import FlowAnalysis
import Machines

/// Reads bytes as a file of `services.d`: nothing crashes, and there is a map if, and only if, nothing is wrong.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzServiceMap(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    let result = ServiceMapReader.read([SourceFile(path: "services.d/a.toml", bytes: bytes)])
    for problem in result.problems {
        precondition(problem.line >= 1 && problem.column >= 1, "a problem without a place")
        let isSafe = problem.description.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value)
        }
        precondition(isSafe, "an unsafe message")
    }
    let isWrong = result.problems.contains { $0.severity == .error }
    precondition((result.map == nil) == isWrong, "a map with errors, or none without")
    guard let map = result.map else { return 0 }
    for entry in map.entries {
        switch entry.pattern {
        case .service(let name): precondition(!map.match(service: name).isUnknown, "a service is not found again")
        case .call(let name, let argument): _ = map.match(service: name, argument: argument)
        case .prefix: break
        }
    }
    return 0
}
