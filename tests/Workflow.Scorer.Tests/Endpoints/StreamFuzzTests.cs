using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Endpoints;

/// <summary>Whatever comes as rows of text, the answer is whole, a refusal of status 400 or one that is broken off, and the scorer goes on answering.</summary>
public sealed class StreamFuzzTests(EnvelopedScorer shared) : IClassFixture<EnvelopedScorer>
{
    private const int Cases = 3_000;

    /// <summary>All bodies together.</summary>
    internal const int AllCases = 3 * Cases;

    [Theory]
    [InlineData("text/csv", "temperature,\"pressure\",mode,x\r\n1.5,2.25,eco,\"a\"\"b,\n\"\n-3,,\"full\",\n")]
    [InlineData("text/tab-separated-values", "mode\ttemperature\neco\t1.5\n\nfull\t2\n")]
    [InlineData("application/x-ndjson", "{\"temperature\":1.5,\"mode\":\"\\u0065co\",\"x\":[{}]}\n{\"temperature\":\"2\",\"pressure\":null}\n")]
    public async Task Score_MutatedBodies_AnswersOrRefuses(string type, string body)
    {
        var numbers = new SeededNumbers((ulong)body.Length);
        byte[] original = Encoding.UTF8.GetBytes(body);
        int accepted = 0;
        for (int i = 0; i < Cases; i++)
        {
            byte[] changed = BodyMutations.Mutate(numbers, original);
            var content = new ByteArrayContent(changed);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            HttpResponseMessage response = await shared.Scorer.PostAsync("model/score", content);
            bool isAnswer = response.StatusCode == HttpStatusCode.OK;
            Assert.True(isAnswer || response.StatusCode == HttpStatusCode.BadRequest, $"case {i}: {response.StatusCode} for {Convert.ToBase64String(changed)}");
            string text = await Answers.TextAsync(response);
            if (!isAnswer) continue;
            Assert.DoesNotContain("ends here", text, StringComparison.Ordinal);
            accepted++;
        }

        // Both kinds must be met, or the test tests half of what it says.
        Assert.InRange(accepted, Cases / 100, Cases * 3 / 4);
        Assert.Equal(HttpStatusCode.OK, (await shared.Scorer.GetAsync("health/ready")).StatusCode);
    }
}
