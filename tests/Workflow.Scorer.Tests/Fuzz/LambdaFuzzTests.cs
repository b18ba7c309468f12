using System.Net;
using System.Text.Json;
using Workflow.Scorer.Lambda;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>Whatever event AWS Lambda hands over, it gets an answer or an error, and the function goes on.</summary>
public sealed class LambdaFuzzTests(FuzzScorer scorer, SharedScorer shared) : IClassFixture<FuzzScorer>, IClassFixture<SharedScorer>
{
    private static readonly Uri Address = new("http://127.0.0.1:9090");

    [Fact]
    public async Task Parse_DamagedEvent_IsARequestThatIsAnswered()
    {
        int accepted = 0;
        for (int seed = 0; seed < FuzzCases.Events; seed++)
        {
            byte[] damaged = Damaged(seed);
            string which = $"event, seed {seed}, base64: {Convert.ToBase64String(damaged)}";
            try
            {
                using HttpRequestMessage message = LambdaEvent.Parse(damaged).ToRequest(Address);
                Assert.Equal(Address.Authority, message.RequestUri!.Authority);
                FuzzRequest request = await RequestAsync(message);
                if (FuzzChecks.Check(request, scorer.Answer(request), which)) accepted++;
            }
            catch (FormatException wrong)
            {
                FuzzChecks.CheckInsides(wrong.Message);
            }
        }

        FuzzCases.Tell("Lambda's events", FuzzCases.Events, accepted);
        Assert.InRange(accepted, FuzzCases.Events / 50, FuzzCases.Events * 9 / 10);
    }

    [Fact]
    public async Task Run_DamagedEvents_AreAllAnswered()
    {
        await using LambdaStandIn lambda = await LambdaStandIn.StartAsync();
        using var runtime = new LambdaRuntime(lambda.Api, shared.Scorer.Address, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        Task running = runtime.RunAsync(stop.Token);
        int accepted = 0;
        for (int seed = FuzzCases.Events; seed < FuzzCases.Events + FuzzCases.EventsOverTheNetwork; seed++)
        {
            byte[] damaged = Damaged(seed);
            Task<LambdaReport> reported = lambda.InvokeAsync(damaged);
            Assert.True(await Task.WhenAny(reported, running) == reported, $"the runtime has ended: seed {seed}, base64: {Convert.ToBase64String(damaged)}");
            LambdaReport report = await reported;
            Assert.True(report.Path.EndsWith("/response", StringComparison.Ordinal) || report.Path.EndsWith("/error", StringComparison.Ordinal), $"{report.Path}: seed {seed}, base64: {Convert.ToBase64String(damaged)}");
            FuzzChecks.CheckInsides(report.Body);
            using JsonDocument json = JsonDocument.Parse(report.Body, FuzzFormats.Strict);
            if (report.Path.EndsWith("/error", StringComparison.Ordinal)) Assert.NotEmpty(json.RootElement.GetProperty("errorMessage").GetString()!);
            else accepted++;
        }

        await stop.CancelAsync();
        await running;
        FuzzCases.Tell("Lambda's runtime", FuzzCases.EventsOverTheNetwork, accepted);
        Assert.InRange(accepted, FuzzCases.EventsOverTheNetwork / 20, FuzzCases.EventsOverTheNetwork * 9 / 10);
    }

    private static byte[] Damaged(int seed)
    {
        var numbers = new SeededNumbers((ulong)seed);
        return FuzzMutator.Mutate(numbers, numbers.Choose(FuzzEvents.All));
    }

    private static async Task<FuzzRequest> RequestAsync(HttpRequestMessage message) => new(
        message.Method.Method, WebUtility.UrlDecode(message.RequestUri!.AbsolutePath), await message.Content!.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))
    {
        Query = message.RequestUri.Query,
        Headers = [.. message.Headers.NonValidated.Concat(message.Content.Headers.NonValidated).Where(header => header.Key != "Content-Length").Select(header => (header.Key, header.Value.ToString()))],
    };
}
