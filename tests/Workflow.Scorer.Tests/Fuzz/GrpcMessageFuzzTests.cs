using System.Globalization;
using System.Text;
using Workflow.Scorer.Grpc;
using Workflow.Scorer.Protobuf;
using Workflow.Scorer.Tests.Grpc;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>Whatever messages a call by gRPC has, it ends with a status that is not a defect's.</summary>
public sealed class GrpcMessageFuzzTests(FuzzScorer scorer) : IClassFixture<FuzzScorer>
{
    private const string Model = "sample";

    // Tags, lengths and numbers that are too long, too large or unknown, and numbers that are none.
    private static readonly byte[][] Pieces =
    [
        .. Enumerable.Range(0, 70).Select(tag => new[] { (byte)tag }),
        [0xFF], [0x80], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0x0B, 0x0C], [0, 0, 0, 0, 0], [0, 0, 0, 0, 7], [1, 0, 0, 0, 1], [0, 0xFF, 0xFF, 0xFF, 0xFF], [0xED, 0xA0, 0x80], .. ((double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon, -0.0]).Select(BitConverter.GetBytes),
        "FP64"u8.ToArray(), "FP16"u8.ToArray(), "BYTES"u8.ToArray(), "BOOL"u8.ToArray(), "UINT64"u8.ToArray(), "temperature"u8.ToArray(), "NaN"u8.ToArray(), "1e400"u8.ToArray(),
    ];

    private static readonly GrpcCode[] Expected = [GrpcCode.Ok, GrpcCode.InvalidArgument, GrpcCode.NotFound, GrpcCode.ResourceExhausted, GrpcCode.Unimplemented, GrpcCode.DeadlineExceeded];

    /// <summary>Right messages of each method.</summary>
    public static IReadOnlyDictionary<string, (string Method, byte[] Message)> Messages { get; } = new Dictionary<string, (string, byte[])>(StringComparer.Ordinal)
    {
        ["typed"] = ("ModelInfer", InferMessages.Typed(Model)),
        ["raw"] = ("ModelInfer", InferMessages.Raw(Model)),
        ["stream"] = ("ModelStreamInfer", InferMessages.Typed(Model)),
        ["metadata"] = ("ModelMetadata", MessageWriter.Make(message => message.Text(1, Model))),
        ["ready"] = ("ModelReady", MessageWriter.Make(message => message.Text(1, Model))),
        ["live"] = ("ServerLive", []),
    };

    public static TheoryData<string> Names => [.. Messages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Call_DamagedMessages_EndsWithAStatus(string name)
    {
        (string method, byte[] right) = Messages[name];
        int accepted = 0;
        for (int seed = 0; seed < FuzzCases.PerMethod; seed++)
        {
            var numbers = new SeededNumbers((ulong)seed);
            var request = new FuzzRequest("POST", $"/inference.GRPCInferenceService/{method}", Damage(numbers, right, isStream: method == "ModelStreamInfer"))
            {
                Headers = [("Content-Type", numbers.Next(2) == 0 ? "application/grpc" : "application/grpc+proto"), ("TE", "trailers")],
                HasLength = false,
                IsHttp2 = true,
            };
            FuzzAnswer answer = scorer.Answer(request);
            Assert.InRange(answer.AllocatedBytes, 0, 4 << 20);
            if (IsAccepted(answer, $"{name}, seed {seed}: {request}")) accepted++;
        }

        FuzzCases.Tell(name, FuzzCases.PerMethod, accepted);
        Assert.InRange(accepted, 1, FuzzCases.PerMethod * 19 / 20);
    }

    /// <summary>Looks at the answer of a call.</summary>
    internal static bool IsAccepted(FuzzAnswer answer, string what)
    {
        string message = answer.Trailers["grpc-message"].ToString();
        bool isStatus = int.TryParse(answer.Trailers["grpc-status"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int status);
        Assert.True(isStatus && Expected.Contains((GrpcCode)status) && answer is { IsBroken: false, Status: 200 }, $"status {status} {message}, {what}");
        Assert.Equal("application/grpc", answer.Headers.ContentType.ToString());
        FuzzChecks.CheckInsides(Uri.UnescapeDataString(message));
        FuzzChecks.CheckInsides(Encoding.Latin1.GetString(answer.Body));
        Assert.Equal(status == 0, message.Length == 0);
        Assert.All(message, character => Assert.InRange(character, ' ', '~'));

        // Messages in the answer stand behind their lengths, whole.
        ReadOnlySpan<byte> rest = answer.Body;
        while (!rest.IsEmpty)
        {
            Assert.True(rest.Length >= 5 && rest[0] == 0, what);
            int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(rest[1..]);
            Assert.InRange(length, 0, rest.Length - 5);
            rest = rest[(5 + length)..];
        }

        return status == 0;
    }

    private static byte[] Damage(SeededNumbers numbers, byte[] right, bool isStream)
    {
        byte[] message = right.Length == 0 ? [(byte)numbers.Next(256)] : right;
        byte[] frame = GrpcConnection.Frame(message);

        // Half of them keep their frame, so that it is the message that is wrong.
        byte[] damaged = numbers.Next(2) == 0 ? BodyMutations.Mutate(numbers, frame, Pieces) : GrpcConnection.Frame(BodyMutations.Mutate(numbers, message, Pieces));
        return isStream ? [.. frame, .. damaged, .. numbers.Next(2) == 0 ? frame : []] : damaged;
    }
}
