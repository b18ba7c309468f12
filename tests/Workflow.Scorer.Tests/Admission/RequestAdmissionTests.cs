using Workflow.Scorer.Admission;
using Workflow.Testing.Time;

namespace Workflow.Scorer.Tests.Admission;

public sealed class RequestAdmissionTests
{
    private const int Kibibyte = 1 << 10;
    private static readonly AdmissionOptions Options = new() { BudgetBytes = 4096 * Kibibyte };

    private readonly ManualTimeProvider _time = new();
    private readonly RequestAdmission _admission;

    public RequestAdmissionTests() => _admission = new RequestAdmission(Options, _time);

    [Fact]
    public async Task Enter_LargeOnesWait_SmallOnesDoNot()
    {
        await Enter(Options.LargestBodyBytes);
        ValueTask<IDisposable> large = Enter(Options.LargestBodyBytes);
        await Enter(1);
        await Enter(Options.SmallBodyBytes);
        Assert.False(large.IsCompleted);
        _time.Advance(Options.Patience);
        await Assert.ThrowsAsync<BusyException>(async () => await large);
    }

    [Fact]
    public async Task Enter_SmallOnesWait_LargeOnesDoNot()
    {
        for (int i = 0; i < 4; i++) await Enter(Options.SmallBodyBytes);
        ValueTask<IDisposable> small = Enter(1);
        await Enter(Options.LargestBodyBytes);
        Assert.False(small.IsCompleted);
        _time.Advance(Options.Patience);
        await Assert.ThrowsAsync<BusyException>(async () => await small);
    }

    // Even an empty body needs buffers.
    [Fact]
    public async Task Enter_ManyEmptyBodies_CountAsSomething()
    {
        for (int i = 0; i < 16; i++) await Enter(0);
        ValueTask<IDisposable> next = Enter(0);
        Assert.False(next.IsCompleted);
        _time.Advance(Options.Patience);
        BusyException busy = await Assert.ThrowsAsync<BusyException>(async () => await next);
        Assert.Equal("other requests take the memory for bodies of up to 262144 bytes; nothing was scored, try again", busy.Message);
    }

    private ValueTask<IDisposable> Enter(long bytes) => _admission.EnterAsync(bytes, TestContext.Current.CancellationToken);
}
