using FsCheck;
using FsCheck.Fluent;

namespace Workflow.Jobs.Tests.TestData;

/// <summary>Checks properties on the same generated values in every run.</summary>
internal static class Properties
{
    /// <summary>Checks an assertion on many values; the smallest failing one is reported.</summary>
    public static void Hold<T>(Gen<T> values, Action<T> assertion, int tests = 300) => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(tests).WithReplay(20_260_101, 703),
        Prop.ForAll(values.ToArbitrary(), assertion));
}
