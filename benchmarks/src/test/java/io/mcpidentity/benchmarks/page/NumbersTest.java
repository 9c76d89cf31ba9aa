package io.mcpidentity.benchmarks.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "1|1",
                "500|500",
                "0.01234|0.0123",
                "0.0001|0.0001",
                "1.234|1.23",
                "12.345|12.3",
                "123.45|123",
                "1234.5|1,235",
                "123456|123,500",
                "-1.5|-1.50"
            })
    void threeDigitsMatter(double number, String text) {
        assertEquals(text, Numbers.text(number));
    }

    @ParameterizedTest
    @CsvSource({"0.001,0.1 %", "0.05,5 %", "1.5,150 %"})
    void sharesArePercentages(double share, String text) {
        assertEquals(text, Numbers.percent(share));
    }
}
