using Workflow.Jobs.Home;
using Workflow.Jobs.Predictions;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Predictions;

public sealed class ProofMarksTests
{
    [Fact]
    public void IsMine_OwnOnes_AndNoneThatAnybodyElseCouldMake()
    {
        using var folder = new TemporaryFolder();
        var marks = new ProofMarks(new WorkflowHome(folder.File("home")));
        var others = new ProofMarks(new WorkflowHome(folder.File("another")));
        string mine = marks.Next();
        Assert.True(marks.IsMine(mine));
        Assert.True(new ProofMarks(new WorkflowHome(folder.File("home"))).IsMine(mine));
        Assert.NotEqual(mine, marks.Next());
        char last = mine[^1] == '0' ? '1' : '0';
        foreach (string? foreign in (string?[])[null, string.Empty, "proof-", others.Next(), $"{mine[..^1]}{last}", $"{mine}0", mine.ToUpperInvariant(), $"pr00f-{mine[6..]}", $"proof-{new string('0', 32)}-{mine[^32..]}", new string('ä', mine.Length)])
        {
            Assert.False(marks.IsMine(foreign));
        }
    }
}
