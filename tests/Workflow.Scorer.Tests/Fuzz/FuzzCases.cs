using Workflow.Scorer.Tests.Endpoints;
using Workflow.Scorer.Tests.Grpc;
using Workflow.Scorer.Tests.Thrift;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>How many damaged and made-up requests a scorer gets in each run of these tests. This is the one place that says it.</summary>
internal static class FuzzCases
{
    /// <summary>The fewest in all.</summary>
    public const int Fewest = 200_000;

    /// <summary>Damaged bodies of each kind, without a network.</summary>
    public const int PerBody = 7_000;

    /// <summary>Requests that FsCheck makes, in each of the forms that rows can have.</summary>
    public const int PerForm = 2_000;

    /// <summary>Damaged addresses, methods and headers, without a network.</summary>
    public const int Heads = 30_000;

    /// <summary>Damaged messages of each method of gRPC, without a network.</summary>
    public const int PerMethod = 4_000;

    /// <summary>Damaged events of AWS Lambda, without a network.</summary>
    public const int Events = 20_000;

    /// <summary>Damaged events of AWS Lambda, by its runtime interface.</summary>
    public const int EventsOverTheNetwork = 1_000;

    /// <summary>Damaged bytes of HTTP on connections of their own.</summary>
    public const int Connections = 4_000;

    /// <summary>All suites with their cases.</summary>
    public static IReadOnlyDictionary<string, int> BySuite { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["bodies, damaged"] = PerBody * FuzzBodies.All.Count,
        ["rows, made up"] = PerForm * MadeUpForms.All.Count,
        ["addresses, methods and headers"] = Heads,
        ["gRPC, damaged messages"] = PerMethod * GrpcMessageFuzzTests.Messages.Count,
        ["Lambda, damaged events"] = Events + EventsOverTheNetwork,
        ["HTTP, damaged bytes on connections"] = Connections,
        ["JSON bodies over HTTP"] = EndpointFuzzTests.AllCases + ScoreEndpointFuzzTests.Cases,
        ["rows of text over HTTP"] = StreamFuzzTests.AllCases,
        ["gRPC over HTTP/2"] = GrpcFuzzTests.AllCases,
        ["Thrift"] = ThriftFuzzTests.AllCases,
    };

    /// <summary>Tells in a test's output how many there were.</summary>
    public static void Tell(string suite, int cases, int accepted) => TestContext.Current.TestOutputHelper?.WriteLine($"{suite}: {cases} cases, {accepted} of them answered");
}
