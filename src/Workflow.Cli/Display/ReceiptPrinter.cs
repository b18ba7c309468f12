using System.Globalization;
using Workflow.Api.Contracts;
using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Cli.Display;

/// <summary>Receipts for people, with everything that was compared.</summary>
internal static class ReceiptPrinter
{
    /// <summary>Prints receipts.</summary>
    public static void Print(string endpoint, IReadOnlyList<DeploymentReceiptContract> receipts)
    {
        if (receipts.Count == 0) Terminal.Print($"{endpoint}: nobody has asked yet; the next step: ./workflow endpoints prove {endpoint}");
        foreach (DeploymentReceiptContract receipt in receipts)
        {
            string state = receipt.State == "green" ? "green" : $"{receipt.State} since {ReceiptTexts.Time(receipt.Since)}";
            string proven = receipt.LastProvenAt is { } last ? $"last proven {ReceiptTexts.Time(last)}" : "never proven";
            Terminal.Print(string.Create(
                CultureInfo.InvariantCulture, $"{endpoint} ({receipt.Role}, {receipt.Platform} {receipt.Deployment}): {state}, {proven}, {receipt.Proofs} of {receipt.Asks} times"));
            if (receipt.Reason is { } reason) Terminal.Print($"  {reason}");
            foreach (ProofCheckContract check in receipt.Checks) Terminal.Print($"  {check.Outcome,-8} {check.Name}: {check.Detail}");
        }
    }

    /// <summary>Prints when receipts have changed.</summary>
    public static void Print(IReadOnlyList<ReceiptEvent> events)
    {
        foreach (ReceiptEvent happened in events)
        {
            Terminal.Print($"{ReceiptTexts.Time(happened.At)} {happened.State,-5} {happened.Role}, {happened.Platform}, {happened.ImageReference}{(happened.Reason is null ? string.Empty : $": {happened.Reason}")}");
        }
    }
}
