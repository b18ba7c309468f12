using System.Runtime.CompilerServices;

namespace Workflow.Scoring.Maths;

/// <summary>
/// Elementary functions computed from IEEE additions, multiplications and divisions alone, so that their bits are the same on
/// every processor and every C library. The functions of <see cref="Math"/> call the host's library, whose last bit varies.
/// </summary>
public static class PortableMath
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double InverseLn2 = 1.44269504088896338700e+00;

    /// <summary>e to the power of <paramref name="x"/>.</summary>
    /// <param name="x">Any double.</param>
    /// <returns>
    /// Within 1 unit in the last place of the true value; 0 below -745.14; positive infinity above 709.78; NaN for NaN.
    /// </returns>
    /// <remarks>
    /// x = k ln 2 + r with |r| at most ln(2)/2 (Cody and Waite, Software Manual for the Elementary Functions, 1980);
    /// e^r from the rational form 1 + 2r/(2 - R(r²)...) with the coefficients published with fdlibm (Sun Microsystems, 1993).
    /// </remarks>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return double.NaN;
        if (x > 709.782712893384) return double.PositiveInfinity;
        if (x < -745.1332191019411) return 0;
        if (Math.Abs(x) < 3.7252902984619140625e-9) return 1 + x;

        double k = Math.Floor((x * InverseLn2) + 0.5);
        double high = x - (k * Ln2High);
        double low = k * Ln2Low;
        double r = high - low;

        double t = r * r;
        double c = r - (t * (1.66666666666666019037e-01
            + (t * (-2.77777777770155933842e-03
            + (t * (6.61375632143793436117e-05
            + (t * (-1.65339022054652515390e-06
            + (t * 4.13813679705723846039e-08)))))))));
        double y = 1 - (low - (r * c / (2 - c)) - high);
        return Scale(y, (int)k);
    }

    /// <summary>Natural logarithm of <paramref name="x"/>.</summary>
    /// <param name="x">Any double.</param>
    /// <returns>
    /// Within 1 unit in the last place of the true value; negative infinity for 0; NaN for negative numbers and NaN.
    /// </returns>
    /// <remarks>
    /// x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); log(1 + f) from s = f / (2 + f) and the odd polynomial
    /// whose coefficients were published with fdlibm (Sun Microsystems, 1993).
    /// </remarks>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || x < 0) return double.NaN;
        if (x == 0) return double.NegativeInfinity;
        if (double.IsPositiveInfinity(x)) return x;

        int k = 0;
        if (!double.IsNormal(x))
        {
            x *= TwoToThe54;
            k = -54;
        }

        long bits = BitConverter.DoubleToInt64Bits(x);
        k += (int)((bits >> 52) & 0x7FF) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFFL) | 0x3FF0_0000_0000_0000L);
        if (m >= SquareRootOfTwo)
        {
            m *= 0.5;
            k++;
        }

        double f = m - 1;
        double s = f / (2 + f);
        double z = s * s;
        double r = z * (6.666666666666735130e-01
            + (z * (3.999999999940941908e-01
            + (z * (2.857142874366239149e-01
            + (z * (2.222219843214978396e-01
            + (z * (1.818357216161805012e-01
            + (z * (1.531383769920937332e-01
            + (z * 1.479819860511658591e-01))))))))))));
        double halfSquare = 0.5 * f * f;
        return (k * Ln2High) - (halfSquare - ((s * (halfSquare + r)) + (k * Ln2Low)) - f);
    }

    private const double TwoToThe54 = 18014398509481984.0;
    private const double SquareRootOfTwo = 1.41421356237309514547;

    // 2^k y, in two steps where 2^k alone would leave the range of normal numbers.
    private static double Scale(double y, int k) => k switch
    {
        > 1023 => y * PowerOfTwo(k - 1) * 2,
        < -1021 => y * PowerOfTwo(k + 54) * (1 / TwoToThe54),
        _ => y * PowerOfTwo(k),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double PowerOfTwo(int k) => BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);
}
