using System.Net;
using System.Text;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Endpoints;

/// <summary>Whatever is sent, the answer is 200 or 400, and the scorer goes on answering.</summary>
public sealed class ScoreEndpointFuzzTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    private const int Cases = 4_000;

    // What JSON is made of, what the request is made of, and what no text contains.
    private static readonly byte[][] Pieces =
    [
        .. ((string[])
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\u0000", "null", "true", "-", "1e999", "NaN", "0x1", "//", "/*", "\ufeff",
            "\"fields\"", "\"rows\"", "\"temperature\"", "\"f\\u0069elds\"", "[[[[[[[[", "]]]]]]]]", "{\"a\":{\"a\":{\"a\":", " ", "\n", "\0", "9999999999",
        ]).Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0x80],
    ];

    [Fact]
    public async Task Score_MutatedBodies_AnswersOnly200Or400()
    {
        var numbers = new SeededNumbers(20);
        byte[] original = Encoding.UTF8.GetBytes(
            """{"fields":["temperature","pressure","mode","extra"],"rows":[[1.5,2.25,"eco",0],["-3","","\u00fcbrig",[{}]],[7,null,null,"x"]]}""");
        int accepted = 0;
        for (int i = 0; i < Cases; i++)
        {
            byte[] body = Mutate(numbers, original);
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

    private static byte[] Mutate(SeededNumbers numbers, byte[] original)
    {
        var bytes = new List<byte>(original);
        for (int changes = numbers.Between(1, 3); changes > 0; changes--)
        {
            int at = numbers.Next(bytes.Count);
            switch (numbers.Next(5))
            {
                case 0:
                    bytes[at] = (byte)numbers.NextBits();
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(numbers.Between(1, 8), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, numbers.Choose(Pieces));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(numbers.Next(bytes.Count / 2), bytes.Count / 3));
                    break;
                default:
                    byte[] piece = numbers.Choose(Pieces);
                    bytes.RemoveRange(at, Math.Min(piece.Length, bytes.Count - at));
                    bytes.InsertRange(at, piece);
                    break;
            }

            if (bytes.Count == 0) bytes.Add((byte)'{');
        }

        return [.. bytes];
    }
}
