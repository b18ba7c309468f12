using FsCheck;
using FsCheck.Fluent;
using Workflow.Jobs.Schedules;

namespace Workflow.Jobs.Tests.Schedules;

public sealed class TickJitterTests
{
    private static readonly DateTimeOffset Tick = DateTimeOffset.UnixEpoch.AddYears(56);

    // Written down, so that a release cannot come to another delay than the one before it.
    [Fact]
    public void DelayOf_KnownTick_IsTheKnownDelay() =>
        Assert.Equal(TimeSpan.FromTicks(1_080_767_439), TickJitter.DelayOf("nightly", Tick, TimeSpan.FromMinutes(10)));

    [Fact]
    public void DelayOf_AnyTick_LiesWithinTheJitter() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(1_000).WithReplay(801, 803),
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (id, minutes, seconds) =>
        {
            var jitter = TimeSpan.FromSeconds(seconds.Get);
            TimeSpan delay = TickJitter.DelayOf(id.Get, Tick.AddMinutes(minutes), jitter);
            Assert.InRange(delay, TimeSpan.Zero, jitter);
            Assert.Equal(delay, TickJitter.DelayOf(id.Get, Tick.AddMinutes(minutes).ToOffset(TimeSpan.FromHours(5.5)), jitter));
        }));

    [Fact]
    public void DelayOf_ManyTicks_IsSpread()
    {
        int[] tenths = [.. Enumerable.Range(0, 10_000).Select(day => (int)(TickJitter.DelayOf("s", Tick.AddDays(day), TimeSpan.FromSeconds(10)) / TimeSpan.FromSeconds(1)))];
        Assert.All(tenths.GroupBy(tenth => tenth), group => Assert.InRange(group.Count(), 850, 1_150));
        Assert.NotEqual(TickJitter.DelayOf("a", Tick, TimeSpan.FromHours(1)), TickJitter.DelayOf("b", Tick, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void DelayOf_NoneOrAll_HasNoOverflow()
    {
        Assert.Equal(TimeSpan.Zero, TickJitter.DelayOf("s", Tick, TimeSpan.Zero));
        Assert.InRange(TickJitter.DelayOf("s", Tick, TimeSpan.MaxValue), TimeSpan.Zero, TimeSpan.MaxValue);
        Assert.Throws<ArgumentOutOfRangeException>(() => TickJitter.DelayOf("s", Tick, TimeSpan.FromTicks(-1)));
    }
}
