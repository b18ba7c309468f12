using System.Globalization;
using Workflow.Api.Gateway;

namespace Workflow.Api.Tests.Gateway;

public sealed class TargetChoiceTests
{
    private const int Keys = 20_000;
    private static readonly Uri Somewhere = new("http://127.0.0.1:9090");

    public static TheoryData<int[]> Weightings => new((int[])[1, 1], (int[])[90, 10], (int[])[99, 1], (int[])[50, 30, 20], (int[])[1, 2, 3, 4], (int[])[7, 0, 3]);

    [Theory]
    [MemberData(nameof(Weightings))]
    public void ByKey_ManyKeys_SharesAreThoseOfTheWeights(int[] weights)
    {
        EndpointRoute route = Route(weights);
        int[] counts = Count(weights.Length, i => route.Choose(Key(i))!);
        double total = weights.Sum();
        for (int i = 0; i < weights.Length; i++)
        {
            // Five standard deviations of a binomial share.
            double share = weights[i] / total;
            Assert.InRange(Math.Abs((counts[i] / (double)Keys) - share), 0, 5 * Math.Sqrt(share * (1 - share) / Keys));
        }
    }

    [Fact]
    public void ByKey_SameKey_SameTargetWhateverTheOrderOfTheTargets()
    {
        RouteTarget[] targets = Targets([3, 2, 5]);
        var there = new EndpointRoute("default", "x", targets);
        var back = new EndpointRoute("default", "x", [.. targets.Reverse()]);
        Assert.All(Enumerable.Range(0, 500), i => Assert.Equal(there.Choose(Key(i)), back.Choose(Key(i))));
    }

    [Theory]
    [InlineData(10, 20)]
    [InlineData(10, 100)]
    [InlineData(50, 5)]
    public void ByKey_WeightChanges_OnlyKeysToOrFromThatTargetMove(int before, int after)
    {
        (EndpointRoute old, EndpointRoute changed) = (Route([100, before, 60]), Route([100, after, 60]));
        for (int i = 0; i < Keys; i++)
        {
            (RouteTarget was, RouteTarget becomes) = (old.Choose(Key(i))!, changed.Choose(Key(i))!);
            if (was.Name == becomes.Name) continue;
            Assert.Equal("m@2", after > before ? becomes.Name : was.Name);
        }
    }

    [Fact]
    public void ByKey_KnownKeys_KeepTheirTargetInEveryRelease()
    {
        EndpointRoute route = Route([90, 10]);
        string chosen = string.Concat(Enumerable.Range(0, 40).Select(i => route.Choose(Key(i))!.Name[^1]));
        Assert.Equal("1112112112111111111121111111111111111111", chosen);
    }

    [Theory]
    [MemberData(nameof(Weightings))]
    public void ByTurn_OneHundredRequests_SharesAreKeptToWithinTwo(int[] weights)
    {
        EndpointRoute route = Route(weights);
        var counts = new int[weights.Length];
        for (int i = 0; i < 100; i++) counts[int.Parse(route.Choose(null)!.Name.AsSpan(2), CultureInfo.InvariantCulture) - 1]++;
        double total = weights.Sum();
        for (int i = 0; i < weights.Length; i++) Assert.InRange(counts[i] - (100 * weights[i] / total), -2.01, 2.01);
    }

    [Fact]
    public void Choose_NoTargetOrNoWeight_IsNone()
    {
        Assert.Null(Route([]).Choose("a"));
        Assert.Null(Route([0, 0]).Choose(null));
    }

    private static string Key(int i) => string.Create(CultureInfo.InvariantCulture, $"customer-{i}");

    private static RouteTarget[] Targets(int[] weights) =>
        [.. weights.Select((weight, i) => new RouteTarget(Somewhere, weight, string.Create(CultureInfo.InvariantCulture, $"m@{i + 1}")))];

    private static EndpointRoute Route(int[] weights) => new("default", "x", Targets(weights));

    private static int[] Count(int length, Func<int, RouteTarget> choose)
    {
        var counts = new int[length];
        for (int i = 0; i < Keys; i++) counts[int.Parse(choose(i).Name.AsSpan(2), CultureInfo.InvariantCulture) - 1]++;
        return counts;
    }
}
