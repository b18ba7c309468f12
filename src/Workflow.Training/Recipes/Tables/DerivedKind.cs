namespace Workflow.Training.Recipes.Tables;

/// <summary>How a derived column is computed of dates. A missing date makes a missing value.</summary>
public enum DerivedKind
{
    /// <summary>Days from the first date to the second; negative where the second is earlier.</summary>
    Days,

    /// <summary>The year.</summary>
    Year,

    /// <summary>The month, from 1 to 12.</summary>
    Month,

    /// <summary>The day of the week, from 1 for Monday to 7.</summary>
    Weekday,
}
