using System.Text;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>Whatever the body of a request is, it is answered, refused or broken off with a reason: never a defect, and in bounded memory.</summary>
public sealed class BodyFuzzTests(FuzzScorer scorer) : IClassFixture<FuzzScorer>
{
    public static TheoryData<string> Bodies => [.. FuzzBodies.All.Keys];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Post_DamagedBody_IsAnsweredOrRefused(string name)
    {
        FuzzRequest right = FuzzBodies.All[name];
        Assert.True(FuzzChecks.Check(right, scorer.Answer(right), "right"));
        int accepted = 0;

        // Rows of text without a length are answered one by one, and each answer that is broken off is a line of the log.
        bool isText = right.Headers[0].Value != "application/json";
        for (int seed = 0; seed < FuzzCases.PerBody; seed++)
        {
            var numbers = new SeededNumbers((ulong)seed);
            FuzzRequest damaged = right with { Body = FuzzMutator.Mutate(numbers, right.Body), HasLength = numbers.Next(isText ? 100 : 10) > 0 };
            if (FuzzChecks.Check(damaged, scorer.Answer(damaged), $"{name}, seed {seed}")) accepted++;
        }

        // Both kinds must be met, or the test tests half of what it says; a call by JSON-RPC is answered with its error.
        FuzzCases.Tell(name, FuzzCases.PerBody, accepted);
        Assert.InRange(accepted, FuzzCases.PerBody / 100, name.StartsWith("RPC", StringComparison.Ordinal) ? FuzzCases.PerBody : FuzzCases.PerBody * 4 / 5);

        // All room was given back.
        byte[] largest = new byte[FuzzScorer.MostBytes];
        Array.Fill(largest, (byte)' ');
        Encoding.UTF8.GetBytes("""{"temperature":1}""").CopyTo(largest, 0);
        FuzzRequest last = new("POST", "/predict", largest);
        Assert.True(FuzzChecks.Check(last, scorer.Answer(last), "last"));
    }
}
