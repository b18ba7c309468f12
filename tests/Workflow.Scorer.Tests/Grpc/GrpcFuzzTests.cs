using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Grpc;

/// <summary>Whatever is sent as a call, it ends with a status that is not a defect's, and the scorer goes on answering.</summary>
public sealed class GrpcFuzzTests(GrpcScorer shared) : IClassFixture<GrpcScorer>
{
    private const int Cases = 2_000;

    /// <summary>All calls together.</summary>
    internal const int AllCases = 4 * Cases;

    // Answered, wrong, another model, too large, another encoding.
    private static readonly int[] Expected = [0, 3, 5, 8, 12];

    [Theory]
    [InlineData("ModelInfer", false)]
    [InlineData("ModelInfer", true)]
    [InlineData("ModelStreamInfer", false)]
    [InlineData("ModelMetadata", true)]
    public async Task Call_MutatedMessages_EndsWithAStatus(string method, bool isRaw)
    {
        using var connection = new GrpcConnection(shared.Address);
        var numbers = new SeededNumbers((ulong)method.Length);
        string model = shared.Pipeline.Manifest.Name;
        byte[] message = isRaw ? InferMessages.Raw(model) : InferMessages.Typed(model);
        byte[] call = method == "ModelStreamInfer" ? [.. GrpcConnection.Frame(message), .. GrpcConnection.Frame(message)] : GrpcConnection.Frame(message);
        int accepted = 0;
        for (int i = 0; i < Cases; i++)
        {
            // Half of them keep their frame, so that it is the message that is wrong.
            byte[] changed = numbers.Chance(0.5) ? BodyMutations.Mutate(numbers, call) : GrpcConnection.Frame(BodyMutations.Mutate(numbers, message));
            (int status, string reason, _) = await connection.CallAsync(method, changed);
            Assert.True(Expected.Contains(status), $"case {i}: {status} {reason} for {Convert.ToBase64String(changed)}");
            Assert.Equal(status == 0, reason.Length == 0);
            if (status == 0) accepted++;
        }

        // Both kinds must be met, or the test tests half of what it says.
        Assert.InRange(accepted, Cases / 100, Cases * 9 / 10);
        (int last, _, byte[] answer) = await connection.CallAsync("ModelInfer", GrpcConnection.Frame(InferMessages.Typed(model)));
        Assert.Equal(0, last);
        double expected = double.Parse(Answers.Expected(shared.Pipeline, "1.5", "7", "eco")[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(answer.AsSpan().IndexOf(BitConverter.GetBytes(expected)) > 0);
    }
}
