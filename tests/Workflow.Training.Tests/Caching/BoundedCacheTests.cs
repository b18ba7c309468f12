using System.Collections.Concurrent;
using System.Globalization;
using Workflow.Training.Caching;

namespace Workflow.Training.Tests.Caching;

public sealed class BoundedCacheTests
{
    [Fact]
    public void Get_WithinTheLimit_MakesEachValueOnce()
    {
        BoundedCache<string, Kept> cache = Of(30);
        string[] values = ["a", "b", "c", "a", "c", "b"];
        var made = new List<string>();
        foreach (string value in values) Ask(cache, value, made);
        Assert.Equal(["a", "b", "c"], made);
    }

    [Fact]
    public void Get_BeyondTheLimit_LetsGoOfWhatWasAskedForLongestAgo()
    {
        BoundedCache<string, Kept> cache = Of(20);
        var made = new List<string>();
        Kept a = Ask(cache, "a", made), b = Ask(cache, "b", made);
        Ask(cache, "a", made);
        Ask(cache, "c", made);
        Assert.True(b.IsDisposed);
        Assert.False(a.IsDisposed);
        Ask(cache, "a", made);
        Ask(cache, "b", made);
        Assert.Equal(["a", "b", "c", "b"], made);
    }

    // Those that are in use at the same time.
    [Fact]
    public void Get_ValuesLargerThanTheLimit_KeepsTheFewestThatMustStay()
    {
        var cache = new BoundedCache<string, Kept>(1, fewest: 2, _ => 10);
        var made = new List<string>();
        Kept a = Ask(cache, "a", made), b = Ask(cache, "b", made);
        Assert.False(a.IsDisposed);
        Kept c = Ask(cache, "c", made);
        Assert.Equal([true, false, false], new[] { a, b, c }.Select(kept => kept.IsDisposed));
    }

    [Fact]
    public void Get_AValueThatCouldNotBeMade_IsTriedAgain()
    {
        BoundedCache<string, Kept> cache = Of(10);
        Assert.Throws<InvalidOperationException>(() => cache.Get("a", () => throw new InvalidOperationException()));
        var made = new List<string>();
        Ask(cache, "a", made);
        Assert.Equal(["a"], made);
    }

    [Fact]
    public void Get_OfManyThreadsWithinTheLimit_MakesAValueOnce()
    {
        var cache = Of(500);
        int[] made = new int[50];
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            int key = i % made.Length;
            cache.Get(Name(key), () =>
            {
                Interlocked.Increment(ref made[key]);
                return new Kept();
            });
        });
        Assert.All(made, times => Assert.Equal(1, times));
    }

    [Fact]
    public void Get_OfManyThreadsBeyondTheLimit_KeepsNoMoreThanTheLimit()
    {
        var cache = Of(100);
        var made = new ConcurrentBag<Kept>();
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => cache.Get(Name(i * 7 % 50), () =>
        {
            var kept = new Kept();
            made.Add(kept);
            return kept;
        }));
        Assert.InRange(made.Count(kept => !kept.IsDisposed), 1, 10);
    }

    [Fact]
    public void Clear_LetsGoOfEverything()
    {
        BoundedCache<string, Kept> cache = Of(30);
        Kept a = Ask(cache, "a", []), b = Ask(cache, "b", []);
        cache.Clear();
        Assert.True(a.IsDisposed && b.IsDisposed);
    }

    private static string Name(int key) => key.ToString(CultureInfo.InvariantCulture);

    private static BoundedCache<string, Kept> Of(long mostBytes) => new(mostBytes, fewest: 1, _ => 10);

    private static Kept Ask(BoundedCache<string, Kept> cache, string key, List<string> made) => cache.Get(key, () =>
    {
        made.Add(key);
        return new Kept();
    });

    private sealed class Kept : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
