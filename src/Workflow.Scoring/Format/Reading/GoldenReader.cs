using Workflow.Scoring.Golden;

namespace Workflow.Scoring.Format.Reading;

/// <summary>Reads <c>golden.json</c>.</summary>
internal static class GoldenReader
{
    private static readonly MemberNames Members = new(["rows"]);
    private static readonly MemberNames RowMembers = new(["cells", "margins", "outputs"]);

    /// <summary>Reads the whole part.</summary>
    /// <exception cref="PipelineFileException">Anything that the writer would not have written.</exception>
    public static GoldenRows Read(ReadOnlySpan<byte> part)
    {
        var json = new PartReader(PipelineEntries.Golden, part);
        GoldenRow[]? rows = null;
        var members = new MemberWalk(Members);
        while (members.MoveNext(ref json)) rows = json.List(ReadRow);
        json.Move();
        return new GoldenRows(rows!);
    }

    private static GoldenRow ReadRow(ref PartReader json)
    {
        string?[]? cells = null;
        double[]? margins = null, outputs = null;
        var members = new MemberWalk(RowMembers);
        while (members.MoveNext(ref json))
        {
            switch (members.Name)
            {
                case "cells": cells = json.List(PartValues.TextOrNull); break;
                case "margins": margins = json.Numbers(); break;
                case "outputs": outputs = json.Numbers(); break;
            }
        }

        return new GoldenRow(cells!, margins!, outputs!);
    }
}
