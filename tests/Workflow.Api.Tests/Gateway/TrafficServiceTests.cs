using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Api.Gateway;
using Workflow.Api.Gateway.Traffic;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Api.Tests.Gateway;

/// <summary>What is counted of versions is written down beside requests that are answered, and must never end what answers them.</summary>
public sealed class TrafficServiceTests
{
    private static readonly RouteTarget Second = new(new Uri("http://127.0.0.1:9"), 1, "m@2");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LookAsync_WhatWasCountedCannotBeWritten_GoesOnAndWritesItLater()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var statistics = new ArmStatistics(TimeProvider.System);
        (TrafficService service, EndpointRoute route) = Create(server, statistics);
        statistics.Compared(route, Second, new AnswerComparison(1, 0, double.NaN));
        await service.LookAsync(Cancel);
        Assert.Empty(await ReadAsync(server));

        var whole = new ArmStatistics(TimeProvider.System);
        (service, route) = Create(server, whole);
        whole.Compared(route, Second, new AnswerComparison(2, 1, 0.5));
        await service.LookAsync(Cancel);
        Assert.Equal((2, 1, 0.5), (await ReadAsync(server))["m@2"] is var counts ? (counts.Compared, counts.Flips, counts.LargestDifference) : default);
    }

    [Fact]
    public async Task LookAsync_EndpointCannotBeRead_GoesOn()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var stored = new StoredThings(server);
        await stored.AddEndpointAsync("x", 9, "none");
        await stored.ExecuteAsync("UPDATE endpoint SET challenger = 'no JSON'", new { });
        (TrafficService service, _) = Create(server, new ArmStatistics(TimeProvider.System));
        await service.LookAsync(Cancel);
        await service.LookAsync(Cancel);
    }

    private static (TrafficService Service, EndpointRoute Route) Create(RunningServer server, ArmStatistics statistics)
    {
        var route = new EndpointRoute("default", "x", [new RouteTarget(new Uri("http://127.0.0.1:8"), 90, "m@1"), Second]) { Epoch = "1" };
        var routes = new RouteTable();
        routes.Set(route);
        var service = new TrafficService(
            routes, statistics, new DifferingAnswers(), server.Get<ArmTrafficStore>(), server.Get<ComparedAnswerStore>(), server.Get<TrafficController>(), TimeProvider.System, NullLogger<TrafficService>.Instance);
        return (service, route);
    }

    private static Task<IReadOnlyDictionary<string, ArmCounts>> ReadAsync(RunningServer server) => server.Get<ArmTrafficStore>().ReadAsync("default", "x", "1", Cancel);
}
