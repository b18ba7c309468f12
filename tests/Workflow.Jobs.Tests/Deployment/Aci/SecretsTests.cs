using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Workflow.Jobs.Deployment.Aci;
using Workflow.Jobs.Json;
using Workflow.Testing.Azure;

namespace Workflow.Jobs.Tests.Deployment.Aci;

/// <summary>Secrets are in the body of one request, and nowhere else, whatever goes wrong and whoever quotes them.</summary>
public sealed class SecretsTests : IAsyncLifetime
{
    private static readonly string Quoted = $"cannot use '{TestGroups.Password}' or '{TestGroups.Secret}'";
    private TestGroups _groups = null!;

    public async ValueTask InitializeAsync() => _groups = await TestGroups.StartAsync();

    public ValueTask DisposeAsync() => _groups.DisposeAsync();

    [Fact]
    public void Specification_WrittenInAnyWay_HidesThem() => AssertNone(
        TestGroups.Spec.ToString(), $"{TestGroups.Spec.Registry}", JsonOf(TestGroups.Spec), JsonOf(TestGroups.Spec.Registry), ContainerGroupBody.HashOf(TestGroups.Spec));

    [Fact]
    public async Task ApplyAsync_GoesWell_WritesNone()
    {
        using var log = new SdkLog();
        ContainerGroupState state = await _groups.ApplyAsync();
        AssertNone([.. log.Lines, .. _groups.Lines, JsonOf(state)]);
        Assert.NotEmpty(log.Lines);
        Assert.Contains(TestGroups.Password, Assert.Single(_groups.Arm.Containers.Bodies), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "InvalidRequestContent")]
    [InlineData(400, "InaccessibleImage")]
    [InlineData(403, "AuthorizationFailed")]
    [InlineData(409, "ContainerGroupTransitioning")]
    [InlineData(500, "InternalServerError")]
    public async Task ApplyAsync_AzureQuotesThem_WritesNone(int status, string code)
    {
        using var log = new SdkLog();
        for (int i = 0; i < 10; i++) _groups.Arm.Refuse("PUT", status, code, Quoted);
        Exception? refused = await Record.ExceptionAsync(() => _groups.ApplyAsync());
        AssertNone([.. log.Lines, .. _groups.Lines, refused?.ToString() ?? string.Empty]);
        Assert.Contains("cannot use '(secret)' or '(secret)'", $"{refused}{string.Concat(_groups.Lines)}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_ContainerWritesThem_WritesNone()
    {
        using var log = new SdkLog();
        _groups.Arm.Containers.Next(StandInScenes.Pulls, group =>
        {
            group.Log = $"API_KEY={TestGroups.Secret}";
            StandInScenes.Crashes(1, 2)(group);
        });
        AciException refused = await Assert.ThrowsAsync<AciException>(() => _groups.ApplyAsync());
        Assert.EndsWith("API_KEY=(secret)", refused.Message, StringComparison.Ordinal);
        AssertNone([.. log.Lines, .. _groups.Lines, refused.ToString()]);
    }

    [Fact]
    public async Task ApplyAsync_EventsQuoteThem_WritesNone()
    {
        _groups.Arm.Containers.Next(group => group.Tell("Odd", Quoted), StandInScenes.PullFails($"unauthorized: {Quoted}"));
        AciException refused = await Assert.ThrowsAsync<AciException>(() => _groups.ApplyAsync());
        AssertNone([.. _groups.Lines, refused.ToString()]);
        Assert.Contains(_groups.Lines, line => line.EndsWith("Odd: cannot use '(secret)' or '(secret)'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ApplyAsync_ConnectionIsLost_WritesNone()
    {
        using var log = new SdkLog();
        _groups.Arm.Cut = new ArmCut(2, IsDone: false);
        await _groups.ApplyAsync();
        AssertNone([.. log.Lines, .. _groups.Lines]);
    }

    private static string JsonOf<T>(T value) => JobsJson.Write(value);

    private static void AssertNone(params string[] texts) => Assert.All(texts, text =>
    {
        Assert.DoesNotContain(TestGroups.Password, text, StringComparison.Ordinal);
        Assert.DoesNotContain(TestGroups.Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(FixedToken.Value, text, StringComparison.Ordinal);
    });

    /// <summary>Everything that the SDK logs while a test runs, its own and that of others beside it.</summary>
    private sealed class SdkLog : EventListener
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> Lines => [.. _lines];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name.StartsWith("Azure-", StringComparison.Ordinal)) EnableEvents(eventSource, EventLevel.Verbose);
        }

        // The base class calls before this class is built.
        protected override void OnEventWritten(EventWrittenEventArgs eventData) => _lines?.Enqueue($"{eventData.EventName}: {string.Join("; ", eventData.Payload ?? new([]))}");
    }
}
