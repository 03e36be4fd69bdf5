using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Language;

/// <summary>What people and forms type, read and written.</summary>
public sealed class ReadingTests
{
    [Theory]
    [InlineData("2026-11-21", "2026-11-21T00:00:00Z")]
    [InlineData("2026-11-21T15:04:05Z", "2026-11-21T15:04:05Z")]
    [InlineData("2026-11-21T15:04:05.250Z", "2026-11-21T15:04:05.250Z")]
    [InlineData("2026-11-21 15:04", "2026-11-21T15:04:00Z")]
    [InlineData("2026-11-21T15:04:05-0500", "2026-11-21T15:04:05-05:00")]
    [InlineData("2026-11-21T15:04:05+05:30", "2026-11-21T15:04:05+05:30")]
    [InlineData("20261121", "2026-11-21T00:00:00Z")]
    [InlineData("20261121150405", "2026-11-21T15:04:05Z")]
    [InlineData("11/21/2026", "2026-11-21T00:00:00Z")]
    [InlineData("1/2/2026 3:04 PM", "2026-01-02T15:04:00Z")]
    [InlineData("1-2-2026", "2026-01-02T00:00:00Z")]
    [InlineData("5/17/60", "1960-05-17T00:00:00Z")]
    [InlineData("1/2/2026 15:04:05 EST", "2026-01-02T15:04:05-05:00")]
    [InlineData("January 2, 2026", "2026-01-02T00:00:00Z")]
    [InlineData("02-Jan-2026", "2026-01-02T00:00:00Z")]
    [InlineData("Fri, 02 Jan 2026 03:04:05 +0000", "2026-01-02T03:04:05Z")]
    [InlineData("1767323045000", "2026-01-02T03:04:05Z")]
    [InlineData("9/31/2026", "")]
    [InlineData("13/31/2026", "")]
    [InlineData("12345", "")]
    [InlineData("tomorrow", "")]
    [InlineData("0001-01-01T00:00:00+14:00", "")]
    [InlineData("", "")]
    public void Date_is_read_in_its_usual_forms(string text, string expected) => Check("date(x)", text, expected);

    [Theory]
    [InlineData("YYYY-MM-DD HH:mm:ss", "2026-03-04 05:06:07")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ssZ", "2026-03-04T05:06:07Z")]
    [InlineData("YYYY-MM-DD[T]HH:mm:ssZ", "2026-03-04T05:06:07+00:00")]
    [InlineData("M/D/YY", "3/4/26")]
    [InlineData("dddd, MMMM Do", "Wednesday, March 4th")]
    [InlineData("ddd MMM dd yyyy h:mm tt", "Wed Mar 04 2026 5:06 AM")]
    [InlineData("YYYYMM", "202603")]
    [InlineData("X", "1772600767")]
    [InlineData("epoch_ms", "1772600767000")]
    [InlineData("o", "2026-03-04T05:06:07.0000000+00:00")]
    [InlineData("s", "2026-03-04T05:06:07")]
    [InlineData("u", "2026-03-04 05:06:07Z")]
    [InlineData("r", "Wed, 04 Mar 2026 05:06:07 GMT")]
    public void Date_is_written_by_patterns_of_either_kind(string pattern, string expected) =>
        Assert.Equal(expected, FunctionTests.Evaluate($"format('2026-03-04T05:06:07Z', \"{pattern}\")").ToText());

    [Theory]
    [InlineData("$60,000", "60000")]
    [InlineData("$1100 per month", "1100")]
    [InlineData(" 12.50 ", "12.50")]
    [InlineData("-5", "-5")]
    [InlineData("-$5.25", "-5.25")]
    [InlineData("$-5.25", "-5.25")]
    [InlineData("(45.00)", "-45.00")]
    [InlineData("45%", "45")]
    [InlineData("60,000 USD", "60000")]
    [InlineData("$1,100/month", "1100")]
    [InlineData("60000+", "60000")]
    [InlineData(".5", "0.5")]
    [InlineData("60k", "60000")]
    [InlineData("1.5k", "1500")]
    [InlineData("$1.5M", "1500000")]
    [InlineData("1.5 million", "1500000")]
    [InlineData("$250 Thousand", "250000")]
    [InlineData("60 kids", "60")]
    [InlineData("$1,100.50 / month", "1100.50")]
    [InlineData("5%", "5")]
    [InlineData("USD 5", "5")]
    [InlineData("5USD", "")]
    [InlineData("1.2.3", "")]
    [InlineData("12/31/2026", "")]
    [InlineData("79228162514264337593543950335k", "")]
    [InlineData("1,5", "")]
    [InlineData("1.234,56", "")]
    [InlineData("1,23,456", "")]
    [InlineData("$50,000 - $75,000", "")]
    [InlineData("about 5", "")]
    [InlineData("99999999999999999999999999999999", "")]
    [InlineData("", "")]
    public void Number_is_read_where_it_is_clear(string text, string expected) => Check("number(x)", text, expected);

    [Theory]
    [InlineData("5551234567", "+15551234567")]
    [InlineData("1 (555) 123-4567", "+15551234567")]
    [InlineData("+1-555-123-4567", "+15551234567")]
    [InlineData("555.123.4567 x89", "+15551234567")]
    [InlineData("555-123-4567 ext. 9", "+15551234567")]
    [InlineData("+44 20 7946 0958", "+442079460958")]
    [InlineData("+44 (0)20 7946 0958", "+442079460958")]
    [InlineData("011 44 20 7946 0958", "+442079460958")]
    [InlineData("tel:+1-555-123-4567", "+15551234567")]
    [InlineData("555-123-4567 #12", "+15551234567")]
    [InlineData("+999 123 456 789", "")]
    [InlineData("+1 555 123 456", "")]
    [InlineData("123", "")]
    [InlineData("555-CALL-NOW", "")]
    [InlineData("", "")]
    public void Phone_is_read_as_people_type_it(string text, string expected) => Check("phone(x)", text, expected);

    [Theory]
    [InlineData("phone('020 7946 0958', 'e164', 'GB')", "+442079460958")]
    [InlineData("phone('0044 20 7946 0958', 'e164', 'United Kingdom')", "+442079460958")]
    [InlineData("phone('442079460958', 'e164', 'GB')", "+442079460958")]
    [InlineData("phone('06 1234 5678', 'e164', 'IT')", "+390612345678")]
    [InlineData("phone('06 30 123 4567', 'e164', 'HU')", "+36301234567")]
    [InlineData("phone('8 912 345-67-89', 'e164', 'RU')", "+79123456789")]
    [InlineData("phone('+1 512 555 0100', 'digits', 'GB')", "5125550100")]
    [InlineData("phone('512-555-0100', 'e164', 'Canada')", "+15125550100")]
    [InlineData("phone('020 7946 0958', 'e164', 'nowhere')", "")]
    [InlineData("phone('020 7946 0958')", "")]
    [InlineData("phone('(416) 555-0100 ext. 77', 'extension')", "77")]
    [InlineData("phone('(416) 555-0100', 'extension')", "")]
    [InlineData("phone('(416) 555-0100', 'country')", "CA")]
    [InlineData("phone('(512) 555-0100', 'country')", "US")]
    [InlineData("phone('+77012345678', 'country')", "KZ")]
    [InlineData("phone('+442079460958', 'calling_code')", "44")]
    [InlineData("phone('+442079460958', 'international')", "+44 2079460958")]
    [InlineData("phone('5125550100', 'international')", "+1 512-555-0100")]
    [InlineData("concat(phone(x, 'area'), '/', phone(x, 'exchange'), '/', phone(x, 'line'))", "512/555/0100")]
    [InlineData("phone('+442079460958', 'area')", "")]
    [InlineData("format(x, '(###) ###-####')", "(512) 555-0100")]
    [InlineData("format(x, '##########')", "5125550100")]
    [InlineData("format(x, '+1{value}')", "+15125550100")]
    [InlineData("format(x, 'e164')", "+15125550100")]
    public void Phone_is_written_and_taken_apart_by_country(string expression, string expected) =>
        Check(expression, "5125550100x123", expected);

    [Theory]
    [InlineData("$50,000 - $75,000", "50000|75000|62500")]
    [InlineData("$50,000.00-$74,999.99", "50000.00|74999.99|62499.995")]
    [InlineData("50k to 75k", "50000|75000|62500")]
    [InlineData("50-75k", "50000|75000|62500")]
    [InlineData("between 5 and 10 years", "5|10|7.5")]
    [InlineData("under $5,000", "0|5000|2500")]
    [InlineData("5000 or less", "0|5000|2500")]
    [InlineData("< 620", "0|620|310")]
    [InlineData("over 100000", "100000||")]
    [InlineData("$100K+", "100000||")]
    [InlineData("720 and above", "720||")]
    [InlineData("100000-", "100000||")]
    [InlineData("-10 - 5", "-10|5|-2.5")]
    [InlineData("10", "10|10|10")]
    [InlineData("75 - 50", "||")]
    [InlineData("2026-11-21", "||")]
    [InlineData("1 to 2 to 3", "||")]
    [InlineData("plenty", "||")]
    [InlineData("", "||")]
    public void Range_is_read_as_forms_offer_it(string text, string expected) =>
        Check("concat(range_min(x), '|', range_max(x), '|', range_mid(x))", text, expected);

    [Theory]
    [InlineData("78701", null, "78701")]
    [InlineData("787011234", null, "78701-1234")]
    [InlineData("78701 - 1234", null, "78701-1234")]
    [InlineData("78701-", null, "78701")]
    [InlineData("2134", "US", "02134")]
    [InlineData("k1a0b1", null, "K1A 0B1")]
    [InlineData("K1A-0B1", "Canada", "K1A 0B1")]
    [InlineData("K1A 0B1", "US", "")]
    [InlineData("sw1a1aa", "GB", "SW1A 1AA")]
    [InlineData("m1  1ae", null, "M1 1AE")]
    [InlineData("1012ab", "NL", "1012 AB")]
    [InlineData("01310-100", "BR", "01310-100")]
    [InlineData("2000", "AU", "2000")]
    [InlineData("garbage", null, "")]
    [InlineData("12", null, "")]
    [InlineData("78701", "nowhere", "")]
    public void Postal_code_is_written_as_in_its_country(string text, string? country, string expected) =>
        Check(country is null ? "postal_code(x)" : $"postal_code(x, '{country}')", text, expected);

    [Theory]
    [InlineData("<p>First<br/>second</p><!-- no --> <b>bold</b>", "First second  bold")]
    [InlineData("5 < 6 & 7 > 3", "5 < 6 & 7 > 3")]
    [InlineData("a<!-- open", "a<!-- open")]
    [InlineData("no tags", "no tags")]
    public void Html_becomes_what_a_reader_sees(string text, string expected) => Check("strip_html(x)", text, expected);

    [Theory]
    [InlineData("date_diff('2026-01-31', '2026-02-27', 'month')", "0")]
    [InlineData("date_diff('2026-03-01', '2026-01-31', 'months')", "-1")]
    [InlineData("date_diff('2024-02-29', '2026-02-27', 'years')", "1")]
    [InlineData("date_diff('2026-01-01T00:00:00Z', '2026-01-01T05:30:00Z', 'hours')", "5")]
    [InlineData("date_diff('2026-01-01', '2026-01-15', 'weeks')", "2")]
    [InlineData("date_diff('2026-01-01', '2026-01-15', 'moons')", "")]
    [InlineData("start_of('2026-07-04T02:00:00Z', 'day', 'America/New_York')", "2026-07-03T00:00:00-04:00")]
    [InlineData("start_of('2026-07-04T02:00:00Z', 'year', 'America/New_York')", "2026-01-01T00:00:00-05:00")]
    [InlineData("start_of('2026-07-05', 'week')", "2026-06-29T00:00:00Z")]
    [InlineData("start_of('2026-07-05', 'moon')", "")]
    [InlineData("date('05171960', 'YYYY-MM-DD')", "1960-05-17")]
    [InlineData("mask('555-12-6789', 0)", "***-**-****")]
    [InlineData("mask('Ann', 1, '#')", "##n")]
    [InlineData("zip5('123 Main St, Austin, TX 78701-1234')", "78701")]
    [InlineData("zip4('78701')", "")]
    [InlineData("timezone_of('California')", "America/Los_Angeles")]
    [InlineData("timezone_of('nowhere')", "")]
    [InlineData("country_code('AUS')", "AU")]
    [InlineData("country_name('DEU')", "Germany")]
    [InlineData("country_code3('UK')", "GBR")]
    [InlineData("state_code('Québec')", "QC")]
    public void Function_reads_what_mappings_meet(string expression, string expected) => Check(expression, "", expected);

    [Fact]
    public void Every_time_zone_of_a_state_exists() =>
        Assert.All(
            ("AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD "
            + "TN TX UT VT VA WA WV WI WY AS GU MP PR VI AA AE AP AB BC MB NB NL NS NT NU ON PE QC SK YT").Split(' '),
            state =>
            Assert.False(FunctionTests.Evaluate($"date('2026-01-01', 'Z', timezone_of('{state}'))").IsNull, state));

    [Theory]
    [InlineData("5551234567", true)]
    [InlineData("0551234567", false)]
    [InlineData("5555555555", false)]
    [InlineData("+44 20 7946 0958", true)]
    [InlineData("12345", false)]
    [InlineData("", false)]
    public void Phone_is_valid_when_it_could_exist(string text, bool expected) =>
        Check("isValidPhone(x)", text, expected ? "true" : "false");

    [Theory]
    [InlineData("ann@example.com", true)]
    [InlineData("ann.lee+tag@mail.example.co.uk", true)]
    [InlineData("ann@example", false)]
    [InlineData("ann@@example.com", false)]
    [InlineData("ann example@x.com", false)]
    [InlineData(".ann@example.com", false)]
    [InlineData("ann@-x.com", false)]
    [InlineData("ann@example.123", false)]
    [InlineData("@example.com", false)]
    [InlineData("", false)]
    public void Email_is_valid_when_mail_could_reach_it(string text, bool expected) =>
        Check("isValidEmail(x)", text, expected ? "true" : "false");

    [Theory]
    [InlineData("123 Main St, Austin, TX 78701", "123 Main St|Austin|TX|78701")]
    [InlineData("123 Main St, Apt 4, Austin, TX, 78701-1234", "123 Main St, Apt 4|Austin|TX|78701-1234")]
    [InlineData("12 Oak Ave Apt 3 San Jose CA 95112", "12 Oak Ave Apt 3|San Jose|CA|95112")]
    [InlineData("5 Elm Rd, Raleigh, North Carolina 27601, USA", "5 Elm Rd|Raleigh|NC|27601")]
    [InlineData("10 King St, Toronto, ON M5V 1A1", "10 King St|Toronto|ON|M5V 1A1")]
    [InlineData("Austin, TX", "|Austin|TX|")]
    [InlineData("123 Main St", "123 Main St|||")]
    public void Address_in_one_line_is_taken_apart(string text, string expected) =>
        Check("concat(street(x), '|', city(x), '|', state_of(x), '|', zip(x))", text, expected);

    [Theory]
    [InlineData("Ann Lee", "|Ann||Lee|")]
    [InlineData("Dr. Ann Marie Lee Jr.", "Dr.|Ann|Marie|Lee|Jr.")]
    [InlineData("Lee, Ann Marie", "|Ann|Marie|Lee|")]
    [InlineData("Mr. John Q. Public III", "Mr.|John|Q.|Public|III")]
    [InlineData("Ludwig van Beethoven", "|Ludwig||van Beethoven|")]
    [InlineData("Ann Lee, MD", "|Ann||Lee|MD")]
    [InlineData("Mrs. Lee", "Mrs.|||Lee|")]
    [InlineData("Ann", "|Ann|||")]
    [InlineData("", "||||")]
    public void Full_name_is_taken_apart(string text, string expected) =>
        Check("concat(salutation(x), '|', first_name(x), '|', middle_name(x), '|', last_name(x), '|', suffix(x))", text, expected);

    [Theory]
    [InlineData("José Ñandú Łukasz Straße Nguyễn “x” – y…", "Jose Nandu Lukasz Strasse Nguyen \"x\" - y...")]
    [InlineData("日本", "")]
    public void Ascii_keeps_what_has_a_likeness(string text, string expected) => Check("ascii(x)", text, expected);

    private static void Check(string expression, string text, string expected) =>
        Assert.Equal(expected, FunctionTests.Evaluate(expression, new TestScope().With("x", Value.Of(text))).ToText());
}
