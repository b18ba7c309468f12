using Workflow.Jobs.Processes;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Processes;

/// <summary>Looks at the memory of the whole process: no other test runs beside it.</summary>
[Collection(nameof(Alone))]
public sealed class ChildProcessMemoryTests : IDisposable
{
    private readonly TestPrograms _programs = new();

    public void Dispose() => _programs.Dispose();

    [Theory]
    [InlineData("yes 0123456789012345678901234567890123456789012345678901234567890123456789012345678 | head -c 200000000")]
    [InlineData("head -c 200000000 /dev/zero")]
    public async Task RunAsync_GigabytesOfOutput_TakesLittleMemory(string script)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long growth = 0;
        long characters = 0;
        void Count(LineOrigin from, string line)
        {
            characters += line.Length;
            if (line == "end") growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        }

        ChildProgram program = _programs.Shell($"{script}; echo; echo end") with { OnLine = Count };
        Assert.Empty((await ChildProcess.RunAsync(program, TestContext.Current.CancellationToken)).Output);
        Assert.NotEqual(0, growth);
        Assert.InRange(growth, long.MinValue, 100_000_000);
        Assert.True(characters > LineReader.MaximumBytes);
    }
}
