using Workflow.Bench.Deploying;

namespace Workflow.Bench.Switches;

/// <summary>A way to bring another version to an endpoint.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="IsBack">Whether it goes to the version that served before; else to one that does not run.</param>
/// <param name="Commands">The commands, for a version on a platform.</param>
internal sealed record SwitchKind(string Name, bool IsBack, Func<BenchHome, int, string, IReadOnlyList<string[]>> Commands)
{
    // Cold versions are slow, and these differ by chance: neither is to end a canary here.
    private static readonly string[] Canary = ["--canary", "20,50,100", "--step-time", "1s", "--min-requests", "20", "--max-latency", "1000", "--max-flips", "1"];

    /// <summary>Those that are measured; the kinds of a group are carried out in turn.</summary>
    public static IReadOnlyList<SwitchKind[]> Groups { get; } =
    [
        [new("blue/green", IsBack: false, (home, version, platform) => [home.Deploy(version, platform)])],
        [new("canary 20, 50, 100 %", IsBack: false, (home, version, platform) => [[.. home.Deploy(version, platform), .. Canary]])],
        [new("split 20 %, then promoted", IsBack: false, (home, version, platform) => [[.. home.Deploy(version, platform), "--split", "20"], ["traffic", BenchHome.EndpointOn(platform), "--promote"]])],
        [new("rollback", IsBack: true, RollBack), new("rollback again", IsBack: true, RollBack)],
    ];

    private static IReadOnlyList<string[]> RollBack(BenchHome home, int version, string platform) => [["rollback", BenchHome.EndpointOn(platform), "--file", home.PipelinesFile]];
}
