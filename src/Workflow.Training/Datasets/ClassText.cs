using Workflow.Scoring.Schema;

namespace Workflow.Training.Datasets;

/// <summary>Classes as people read them.</summary>
public static class ClassText
{
    /// <summary>A class with its meaning, where it has one: <c>3 (close to total failure)</c>.</summary>
    public static string Of(TargetClass c) => c.Meaning is null ? c.Value : $"{c.Value} ({c.Meaning})";

    /// <summary>The class of a value, with its meaning where that is known.</summary>
    /// <param name="value">The value.</param>
    /// <param name="classes">The classes that are known.</param>
    public static string Of(string value, IReadOnlyList<TargetClass> classes) => Of(classes.FirstOrDefault(known => known.Value == value) ?? new TargetClass(value, null));
}
