def main():
    print("warm")
