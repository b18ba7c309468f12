using System.Net;
using System.Text;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Endpoints;

/// <summary>Whatever is sent, the answer is 200 or 400, and the scorer goes on answering.</summary>
public sealed class ScoreEndpointFuzzTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    internal const int Cases = 4_000;

    [Fact]
    public async Task Score_MutatedBodies_AnswersOnly200Or400()
    {
        var numbers = new SeededNumbers(20);
        byte[] original = Encoding.UTF8.GetBytes(
            """{"fields":["temperature","pressure","mode","extra"],"rows":[[1.5,2.25,"eco",0],["-3","","\u00fcbrig",[{}]],[7,null,null,"x"]]}""");
        int accepted = 0;
        for (int i = 0; i < Cases; i++)
        {
            byte[] body = BodyMutations.Mutate(numbers, original);
            HttpResponseMessage response = await shared.Scorer.ScoreAsync(body);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                await Answers.ScoresAsync(response, shared.Pipeline);
                accepted++;
                continue;
            }

            Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"case {i}: {response.StatusCode} for {Convert.ToBase64String(body)}");
            Problem problem = await Answers.ProblemAsync(response, HttpStatusCode.BadRequest);
            Assert.InRange(problem.Errors!.Count, 1, 100);
        }

        // Both kinds must be met, or the test tests half of what it says.
        Assert.InRange(accepted, Cases / 50, Cases / 2);
        Assert.Equal(HttpStatusCode.OK, (await shared.Scorer.GetAsync("health/ready")).StatusCode);
    }
}
