// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors in `tools/check` (`-Xswiftc -warnings-as-errors`), not here: a newer
// compiler's new warning must not break somebody's build of a released version.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "gbdt",
  products: [
    .library(name: "GBDT", targets: ["GBDT"]),
    .executable(name: "gbdt", targets: ["GBDTTool"]),
    .executable(name: "nyc-taxi-simulator", targets: ["TaxiSimulator"]),
  ],
  targets: [
    // C: hot loops, and shims for what Swift cannot see.
    .target(
      name: "CGBDTKernels",
      cSettings: [
        // -fopenmp: every parallel region lives in this target, and only here.
        // -ffp-contract=off: a fused multiply-add would give other bits on other processors.
        // -O2 in debug builds too: an unoptimised hot loop makes the test suite useless.
        .unsafeFlags([
          "-fopenmp", "-ffp-contract=off", "-fno-math-errno", "-O2", "-Wall", "-Wextra",
        ])
      ],
      // Debian's libomp; the toolchain's own clang has no OpenMP run-time library.
      linkerSettings: [.linkedLibrary("omp5")]),
    .target(name: "CSystem"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

    // Swift, in the order of the data flow (docs/ARCHITECTURE.md).
    .target(name: "GBDTCore", dependencies: ["COpenSSL", "CSystem"], swiftSettings: strict),
    .target(
      name: "GBDTKernels", dependencies: ["GBDTCore", "CGBDTKernels"], swiftSettings: strict),
    .target(name: "GBDTParameters", dependencies: ["GBDTCore"], swiftSettings: strict),
    .target(name: "GBDTSchema", dependencies: ["GBDTCore"], swiftSettings: strict),
    .target(
      name: "GBDTData",
      dependencies: ["GBDTCore", "GBDTKernels", "GBDTParameters", "GBDTSchema", "CZlib"],
      swiftSettings: strict),
    .target(
      name: "GBDTObjectives", dependencies: ["GBDTCore", "GBDTKernels", "GBDTParameters"],
      swiftSettings: strict),
    .target(
      name: "GBDTModel",
      dependencies: ["GBDTCore", "GBDTKernels", "GBDTParameters", "GBDTSchema"],
      swiftSettings: strict),
    .target(
      name: "GBDTCollectives", dependencies: ["GBDTCore", "GBDTKernels", "CSystem"],
      swiftSettings: strict),
    .target(
      name: "GBDTTraining",
      dependencies: [
        "GBDTCore", "GBDTKernels", "GBDTParameters", "GBDTSchema", "GBDTData", "GBDTObjectives",
        "GBDTModel",
      ], swiftSettings: strict),
    .target(
      name: "GBDTDistributed",
      dependencies: [
        "GBDTCore", "GBDTParameters", "GBDTSchema", "GBDTData", "GBDTModel", "GBDTTraining",
        "GBDTCollectives", "CSystem",
      ], swiftSettings: strict),
    .target(
      name: "GBDT",
      dependencies: [
        "GBDTCore", "GBDTKernels", "GBDTParameters", "GBDTSchema", "GBDTData", "GBDTObjectives",
        "GBDTModel", "GBDTTraining", "GBDTCollectives", "GBDTDistributed",
      ], swiftSettings: strict),
    .executableTarget(
      name: "GBDTTool",
      dependencies: [
        "GBDT", "GBDTCore", "GBDTKernels", "GBDTParameters", "GBDTSchema", "GBDTData", "GBDTModel",
        "GBDTCollectives", "GBDTDistributed", "CSystem",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "TaxiSimulator", path: "datasets/nyc-taxi/simulator", swiftSettings: strict),
    .executableTarget(
      name: "train-on-arrays", dependencies: ["GBDT"], path: "Examples/train-on-arrays",
      swiftSettings: strict),
    .executableTarget(
      name: "training-callbacks", dependencies: ["GBDT"], path: "Examples/training-callbacks",
      swiftSettings: strict),
    .executableTarget(
      name: "custom-loss", dependencies: ["GBDT"], path: "Examples/custom-loss",
      swiftSettings: strict),
    // gbdt's side of Benchmarks/run. It measures the public library; what it needs besides is to check
    // the columns that were loaded, to measure memory and to print JSON.
    .executableTarget(
      name: "gbdt-benchmark", dependencies: ["GBDT", "GBDTData", "GBDTSchema", "CSystem"],
      path: "Benchmarks/engine", swiftSettings: strict),

    // Tests: one target per source target, then the real binary.
    .target(
      name: "GBDTTestSupport",
      dependencies: [
        "GBDTCore", "GBDTParameters", "GBDTSchema", "GBDTData", "GBDTModel", "GBDTTraining",
      ],
      path: "Tests/GBDTTestSupport", swiftSettings: strict),
  ]
    + [
      ("GBDTCore", []),
      ("GBDTKernels", ["GBDTCore"]),
      ("GBDTParameters", ["GBDTCore"]),
      ("GBDTSchema", ["GBDTCore"]),
      ("GBDTData", ["GBDTCore", "GBDTKernels", "GBDTParameters", "GBDTSchema"]),
      ("GBDTObjectives", ["GBDTCore", "GBDTParameters", "GBDTKernels"]),
      ("GBDTModel", ["GBDTCore", "GBDTParameters", "GBDTSchema", "GBDTKernels"]),
      ("GBDTCollectives", ["GBDTCore", "GBDTKernels"]),
      (
        "GBDTTraining",
        [
          "GBDTCore", "GBDTKernels", "GBDTParameters", "GBDTSchema", "GBDTData", "GBDTObjectives",
          "GBDTModel",
        ]
      ),
      (
        "GBDTDistributed",
        [
          "GBDTCore", "GBDTParameters", "GBDTSchema", "GBDTData", "GBDTModel", "GBDTTraining",
          "GBDTCollectives", "GBDT", "CSystem",
        ]
      ),
      ("GBDT", ["GBDTCore", "GBDTModel", "GBDTData", "GBDTParameters"]),
    ].map { (name: String, others: [Target.Dependency]) in
      .testTarget(
        name: name + "Tests",
        dependencies: [.byName(name: name), "GBDTTestSupport"] + others,
        exclude: name == "GBDTModel" ? ["Golden"] : [],
        swiftSettings: strict)
    } + [
      // The parts of the tool that need no process: parsing, help, progress, CSV.
      .testTarget(
        name: "GBDTToolTests",
        dependencies: [
          "GBDTTestSupport", "GBDTTool", "GBDTCore", "GBDTParameters", "GBDTSchema", "GBDTData",
          "GBDTModel",
        ],
        swiftSettings: strict),
      .testTarget(
        name: "EndToEndTests",
        dependencies: [
          "GBDTTestSupport", "GBDTTool", "TaxiSimulator", "train-on-arrays", "training-callbacks",
          "gbdt-benchmark",
        ],
        exclude: ["count_allocations.c", "if_else_interpreter.py"], swiftSettings: strict),
      // Training over real worker processes, and what may befall them.
      .testTarget(
        name: "DistributedTests",
        dependencies: ["GBDTTestSupport", "GBDTCore", "GBDTTool", "TaxiSimulator"],
        swiftSettings: strict),
    ],
  cLanguageStandard: .c11
)
