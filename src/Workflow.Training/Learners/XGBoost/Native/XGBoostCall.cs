using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Workflow.Training.Learners.XGBoost.Native;

/// <summary>Turns return codes into exceptions.</summary>
internal static class XGBoostCall
{
    /// <summary>Throws where <paramref name="code"/> is not 0. To be called on the thread that made the call.</summary>
    /// <exception cref="LearnerException">With XGBoost's own message, without its stack trace.</exception>
    public static void Check(int code, [CallerArgumentExpression(nameof(code))] string call = "")
    {
        if (code == 0) return;
        string message = Marshal.PtrToStringUTF8(XGBoostImports.XGBGetLastError()) ?? "no message";
        int stackTrace = message.IndexOf("\nStack trace", StringComparison.Ordinal);
        if (stackTrace >= 0) message = message[..stackTrace];
        string function = call.Split('(')[0].Split('.')[^1];
        throw new LearnerException("xgboost-failed", $"XGBoost ({function}): {message.Trim()}");
    }
}
