"""Words are counted as a reader of the script would."""

from time import perf_counter

import pytest

from mooc.core.values.text import text_hash, word_count

# Texts with the number of words that ICU 78.2 finds in them with its dictionaries (Intl.Segmenter, each in its own
# language); the first of each are of article 1 of the Universal Declaration of Human Rights.
AS_ICU = [
    ("zh", 26, "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。"),
    ("zh", 11, "我今天和朋友一起去看了一部很有意思的电影。"),
    ("zh", 17, "我住在海边的一个小城市，每天早上都去散步拍照片，认识了很多新朋友。"),
    ("zh", 13, "大家好，我是一名护士，喜欢读书和做饭，很高兴认识你们。"),
    (
        "ja",
        44,
        "すべての人間は、生れながらにして自由であり、かつ、尊厳と権利とについて平等である。"
        "人間は、理性と良心とを授けられており、互いに同胞の精神をもって行動しなければならない。",
    ),
    ("ja", 13, "今日は友達と一緒に映画を見に行きました。"),
    ("ja", 11, "コンピューターとインターネットについて毎日少しずつ勉強しています。"),
    ("ja", 14, "はじめまして、海の近くの小さな町に住んでいる看護師です。"),
    (
        "th",
        29,
        "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม และควรปฏิบัติต่อกันด้วยเจตนารมณ์แห่งภราดรภาพ",
    ),
    ("th", 12, "วันนี้ฉันไปตลาดกับแม่และซื้อผลไม้มากมาย"),
    ("th", 14, "ฉันเป็นพยาบาลอยู่เมืองเล็กๆริมทะเลชอบอ่านหนังสือและทำอาหาร"),
    ("km", 10, "ថ្ងៃនេះខ្ញុំទៅផ្សារជាមួយម្ដាយខ្ញុំហើយទិញផ្លែឈើ"),
    ("km", 4, "ខ្ញុំចូលចិត្តអានសៀវភៅ"),
    ("lo", 7, "ຂ້ອຍມັກອ່ານປຶ້ມແລະເຮັດອາຫານ"),
    ("my", 7, "ကျွန်တော်စာအုပ်ဖတ်ရတာကြိုက်တယ်"),
]


@pytest.mark.parametrize(("lang", "words", "text"), AS_ICU, ids=[f"{lang}-{words}" for lang, words, _ in AS_ICU])
def test_scripts_without_spaces_have_as_many_words_as_a_dictionary_finds(lang: str, words: int, text: str) -> None:
    assert words * 0.8 <= word_count(text) <= words * 1.3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("Good morning, everybody!", 3),
        ("C'est-à-dire qu'il pleut", 3),
        ("안녕하세요 저는 간호사입니다", 3),
        ("नमस्ते, मैं एक नर्स हूँ", 5),
        ("Привет, мир", 2),
        ("مرحبا بالعالم", 2),
        ("བོད་སྐད་", 2),
        ("2026 was a year", 4),
        ("好", 1),
        ("สวัสดี", 2),
        ("我用Python写代码", 5),
        ("我用 Python 写代码", 5),
        ("ｶﾒﾗ", 1),
    ],
)
def test_words_of_one_s_own(text: str, words: int) -> None:
    assert word_count(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "@ada @ada@example.org #mooc #學習 ＃学習 #ภาษาไทย https://example.org/a?b=c",
        "(@ada) «#mooc»",
        "https://ru.example.org/wiki/Привет",
        "example.org/very/lo... www.example.org",
        "👩‍👩‍👧 1️⃣ 🇫🇷 👍🏽 ㊗️ ™️ ❤️ #️⃣",
        "…！？。、",
    ],
)
def test_names_tags_links_and_emoji_are_no_words(text: str) -> None:
    assert word_count(text) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@ada你好，今天我们去公园吧", 7),
        ("#學習，今天我们去公园吧", 6),
        ("https://example.org/a今天我们去公园吧", 6),
        ("今天@ada我们去公园吧", 6),
        ("@adaさん、おはようございます", 6),
        ("สวัสดี@ada", 2),
        ("Thanks @ada's friend", 2),
        ("Write to ada@example.org", 3),
        ("one👍two", 2),
    ],
)
def test_what_stands_right_beside_them_is(text: str, words: int) -> None:
    """Nobody puts a space after a name where nobody puts spaces."""
    assert word_count(text) == words


def test_a_copy_is_told_by_the_same_hash_as_ever() -> None:
    assert text_hash("Hello  WORLD @ada #mooc") == text_hash("hello world")
    assert text_hash("今天") == "d5f5a7a010731feb6cc67fcbde1bc7133c86019f6d88186e5075344f59de5ff5"


@pytest.mark.parametrize("text", ["a." * 50_000, "#" * 50_000, "-." * 50_000 + "/", "@a" * 50_000, "今a." * 20_000])
def test_the_work_grows_with_the_text_alone(text: str) -> None:
    began = perf_counter()
    word_count(text)
    assert perf_counter() - began < 3
