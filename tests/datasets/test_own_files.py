"""A folder of one's own: the forms in which people have MNIST, and names that are no folder."""

import gzip
import os

import pytest

from dlscratch.datasets import DataError, download, mnist, mnist_files
from tests.datasets.mirrors import FILES, NAMES, assert_right, contents, fill

pytestmark = pytest.mark.usefixtures("a_world_of_its_own")

FORMS = {
    "packed": (str, lambda content: content),
    "packed anew": (str, lambda content: gzip.compress(gzip.decompress(content), 1)),
    "unpacked": (lambda name: name.removesuffix(".gz"), gzip.decompress),
    "unpacked, with a dot": (
        lambda name: name.removesuffix(".gz").replace("-idx", ".idx"),
        gzip.decompress,
    ),
}


@pytest.mark.parametrize("folder", ["", "MNIST/raw", "raw"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_files_is_read_as_it_is(mirrors, own, form, folder):
    name, content = FORMS[form]
    place = own / folder
    place.mkdir(parents=True)
    for original in NAMES:
        (place / name(original)).write_bytes(content(FILES[original]))
    before = contents(place)
    server = mirrors("good")
    assert_right(mnist())
    download()
    assert_right(mnist())
    assert contents(place) == before and server.asked == []
    assert all(mnist_files.is_original(own / name) for name in NAMES)


@pytest.mark.parametrize("spoil", [lambda raw: raw + b"x", lambda raw: raw[:-1], lambda raw: b""])
@pytest.mark.parametrize("form", FORMS)
def test_in_no_form_another_file_passes(own, form, spoil):
    name, content = FORMS[form]
    fill(own, NAMES[1:])
    other = gzip.compress(spoil(gzip.decompress(FILES[NAMES[0]])))
    (own / name(NAMES[0])).write_bytes(content(other))
    with pytest.raises(DataError, match=f"{name(NAMES[0])} is not MNIST's original"):
        mnist()


def test_a_gzip_file_that_unpacks_without_end_is_refused(own, monkeypatch):
    monkeypatch.setattr(mnist_files, "LARGEST", (10**6, 10**6))
    fill(own, NAMES[1:])
    (own / NAMES[0]).write_bytes(gzip.compress(bytes(10**8)))
    with pytest.raises(DataError, match="is not MNIST's original"):
        mnist()


def test_the_four_files_are_named_where_one_is_to_put_them(mirrors):
    mirrors("lacks")
    with pytest.raises(DataError) as error:
        download()
    assert all(name in str(error.value) for name in NAMES)


@pytest.mark.parametrize("get", [mnist, download])
@pytest.mark.parametrize(
    "named, words",
    [
        ("~nosuchuser/x", "no such user: give the whole path"),
        ("digits", "give the whole path, such as .*digits"),
        ("./digits", "give the whole path"),
        (__file__, "not a folder: name the folder"),
    ],
)
def test_a_name_that_is_no_folder_gets_a_sentence(monkeypatch, tmp_path, get, named, words, said):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DLSCRATCH_DATA", named)
    with pytest.raises(DataError, match=words):
        get()
    assert "DLSCRATCH_DATA" in said()
    assert os.listdir(tmp_path) == []
