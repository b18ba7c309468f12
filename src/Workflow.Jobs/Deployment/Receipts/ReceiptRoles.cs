namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>What deployments do for their endpoint.</summary>
public static class ReceiptRoles
{
    /// <summary>It serves.</summary>
    public const string Serving = "serving";

    /// <summary>It runs beside what serves, for a share of the requests or for copies of them.</summary>
    public const string Beside = "beside";

    /// <summary>It served before, and is kept running.</summary>
    public const string Warm = "warm";
}
