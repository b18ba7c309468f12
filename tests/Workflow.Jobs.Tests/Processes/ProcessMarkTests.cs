using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Tests.Processes;

public sealed class ProcessMarkTests
{
    [Fact]
    public void Read_WhatWasAdded_IsTheSameMark()
    {
        var mark = ProcessMark.Create("7/train = 1/2");
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["A"] = "b", [ProcessMark.StepVariable] = "other" };
        mark.AddTo(environment);
        Assert.Equal(mark, ProcessMark.Read(environment.Select(variable => $"{variable.Key}={variable.Value}")));
        Assert.False(mark.IsOrphaned());
    }

    [Theory]
    [InlineData("")]
    [InlineData("WORKFLOW_STEP=a")]
    [InlineData("WORKFLOW_STEP=a WORKFLOW_OWNER=1-1")]
    [InlineData("WORKFLOW_OWNER=1 WORKFLOW_PROGRAM=a")]
    [InlineData("WORKFLOW_OWNER=-1-5 WORKFLOW_PROGRAM=a")]
    [InlineData("WORKFLOW_OWNER=me WORKFLOW_PROGRAM=a")]
    public void Read_OtherVariables_AreNoMark(string environment) => Assert.Null(ProcessMark.Read(environment.Split(' ')));

    [Fact]
    public void Covers_ProgramsOfPrograms_BelongToIt()
    {
        var outer = ProcessMark.Create("a");
        Assert.True(outer.Covers(outer));
        Assert.True(outer.Covers(outer with { Program = $"{outer.Program}/1-1.1" }));
        Assert.False(outer.Covers(outer with { Program = $"{outer.Program}0" }));
        Assert.False(outer.Covers(ProcessMark.Create("a")));
    }

    [Fact]
    public void IsOrphaned_OneOfTheOwnersHasEnded_IsTrue()
    {
        var mark = ProcessMark.Create("a");
        Assert.True((mark with { Owner = new ProcessIdentity(mark.Owner.Pid, mark.Owner.StartTicks + 1) }).IsOrphaned());
        Assert.True((mark with { Program = $"{mark.Owner.Pid}-1.5/{mark.Program}" }).IsOrphaned());
    }
}
